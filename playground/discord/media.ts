import type { APIAttachment, APIMessageTopLevelComponent } from 'discord-api-types/v10';
import { everyIn } from './components.ts';
import { formError } from './errors.ts';
import type { World } from './world.ts';

/** Completes the pictures and files in components: "attachment://x.png" is one that was uploaded along. */
export function completeMedia(
  world: World,
  components: APIMessageTopLevelComponent[],
  attachments: APIAttachment[],
): void {
  for (const component of everyIn(components)) {
    const { media, file, items } = component;
    for (const place of [media, ...(Array.isArray(items) ? items.map(mediaOf) : [])]) complete(place);
    const uploaded = complete(file);
    if (uploaded) Object.assign(component, { name: uploaded.filename, size: uploaded.size });
  }

  function complete(place: unknown): APIAttachment | undefined {
    if (!isMedia(place)) return undefined;
    const name = /^attachment:\/\/(.+)$/.exec(place.url)?.[1];
    const uploaded = attachments.find(({ filename }) => filename === name);
    if (name !== undefined && !uploaded)
      throw formError(
        ['components'],
        'UNFURLED_MEDIA_ITEM_REFERENCED_ATTACHMENT_NOT_FOUND',
        `Attachment with filename "${name}" not found`,
      );
    const url = uploaded?.url ?? place.url;
    Object.assign(place, {
      id: world.snowflake(),
      url,
      proxy_url: url,
      ...(uploaded && { content_type: uploaded.content_type, attachment_id: uploaded.id }),
    });
    return uploaded;
  }
}

const mediaOf = (item: unknown): unknown =>
  typeof item === 'object' && item !== null && 'media' in item ? item.media : undefined;

const isMedia = (value: unknown): value is { url: string } =>
  typeof value === 'object' && value !== null && 'url' in value && typeof value.url === 'string';
