import { html } from 'htm/preact';
import type { APIEmbed } from 'discord-api-types/v10';
import type { VNode } from 'preact';

import type { SeenMessage } from '../../protocol.ts';
import { mediaUrl } from '../components/media.ts';
import { Markdown } from '../markdown/markdown.ts';

/** An embed in its simple form. */
export function Embed({ embed, message }: { embed: APIEmbed; message: SeenMessage }): VNode {
  const { title, url, description, color, author, fields = [], image, thumbnail, footer } = embed;
  const style = color === undefined ? '' : `border-color:#${color.toString(16).padStart(6, '0')}`;
  return html`<section class="embed" style=${style}>
    ${thumbnail && html`<img class="embed-thumb" src=${mediaUrl(thumbnail.url, message)} alt="" />`}
    ${author && html`<p class="embed-author">${author.name}</p>`}
    ${
      title &&
      html`<h3>
        ${url && /^https?:/.test(url) ? html`<a href=${url} target="_blank" rel="noopener noreferrer">${title}</a>` : title}
      </h3>`
    }
    ${description && html`<${Markdown} text=${description} />`}
    ${
      fields.length > 0 &&
      html`<dl>
        ${fields.map(
          ({ name, value, inline }) =>
            html`<div class=${inline ? 'inline' : ''}>
              <dt>${name}</dt>
              <dd><${Markdown} text=${value} /></dd>
            </div>`,
        )}
      </dl>`
    }
    ${image && html`<img class="embed-image" src=${mediaUrl(image.url, message)} alt="" loading="lazy" />`}
    ${footer && html`<footer>${footer.text}</footer>`}
  </section>`;
}
