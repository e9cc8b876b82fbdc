import { html } from 'htm/preact';
import {
  type APIMessageTopLevelComponent,
  type APIComponentInContainer,
  type APISectionComponent,
  ComponentType,
  SeparatorSpacingSize,
} from 'discord-api-types/v10';
import type { VNode } from 'preact';

import type { SeenMessage } from '../../protocol.ts';
import { Markdown } from '../markdown/markdown.ts';
import { FileChip } from '../messages/attachments.ts';
import { Button } from './button.ts';
import { mediaUrl } from './media.ts';
import { SelectMenu } from './select-menu.ts';

/** Buttons and menus below a message, or the message as a whole when it is of Components V2. */
export function Components({ message }: { message: SeenMessage }): VNode {
  return html`<div class="components">
    ${message.components?.map((component) => show(component, message))}
  </div>`;
}

function show(component: APIMessageTopLevelComponent | APIComponentInContainer, message: SeenMessage): VNode {
  switch (component.type) {
    case ComponentType.ActionRow:
      return html`<div class="action-row">
        ${component.components.map((one) =>
          one.type === ComponentType.Button
            ? html`<${Button} button=${one} message=${message} />`
            : html`<${SelectMenu} menu=${one} message=${message} />`,
        )}
      </div>`;
    case ComponentType.Container: {
      const colour = component.accent_color ?? undefined;
      const style = colour === undefined ? '' : `border-left-color:#${colour.toString(16).padStart(6, '0')}`;
      return html`<section class="container" style=${style}>
        ${component.components.map((one) => show(one, message))}
      </section>`;
    }
    case ComponentType.TextDisplay:
      return html`<${Markdown} text=${component.content} />`;
    case ComponentType.Section:
      return html`<${Section} section=${component} message=${message} />`;
    case ComponentType.Separator: {
      const large = component.spacing === SeparatorSpacingSize.Large;
      const plain = component.divider === false;
      return html`<hr class=${`separator${large ? ' large' : ''}${plain ? ' plain' : ''}`} />`;
    }
    case ComponentType.MediaGallery:
      return html`<div class="gallery">
        ${component.items.map(
          ({ media, description }) =>
            html`<img src=${mediaUrl(media.url, message)} alt=${description ?? ''} loading="lazy" />`,
        )}
      </div>`;
    case ComponentType.File:
      break;
  }
  const { file, name = file.url.split('/').at(-1), size } = component;
  return html`<${FileChip} name=${name} url=${mediaUrl(file.url, message)} size=${size} />`;
}

function Section({ section, message }: { section: APISectionComponent; message: SeenMessage }): VNode {
  const { accessory } = section;
  return html`<div class="section">
    <div>${section.components.map((text) => html`<${Markdown} text=${text.content} />`)}</div>
    ${
      accessory.type === ComponentType.Button
        ? html`<${Button} button=${accessory} message=${message} />`
        : html`<img
            class="section-thumb"
            src=${mediaUrl(accessory.media.url, message)}
            alt=${accessory.description ?? ''}
          />`
    }
  </div>`;
}
