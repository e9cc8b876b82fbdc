import { html } from 'htm/preact';
import type { APIGuildForumChannel, APIThreadChannel } from 'discord-api-types/v10';
import type { VNode } from 'preact';
import { useState } from 'preact/hooks';

import { encodeMentions } from '../compose/completion.ts';
import { mentionables } from '../compose/people.ts';
import { plainText } from '../messages/plain.ts';
import { threadsOf } from '../state/channels.ts';
import { nameOf, unread, visibleMessages } from '../state/messages.ts';
import { idOf } from '../state/results.ts';
import { Dialog } from './dialog.ts';
import { Field } from './field.ts';
import { Icon } from './icons.ts';
import { usePage } from './page.ts';
import { NAME_LENGTH } from './thread-dialog.ts';

/** A forum: its posts, newest first, and a button for a new one. */
export function Forum({ forum }: { forum: APIGuildForumChannel }): VNode {
  const { state } = usePage();
  const [writing, setWriting] = useState(false);
  const posts = threadsOf(state.channels, forum.id);
  return html`<section class="forum" aria-label=${`Posts in ${forum.name}`}>
    <div class="forum-top">
      <p>${forum.topic ?? 'Ask something; every post is a conversation of its own.'}</p>
      <button type="button" class="button primary" onClick=${() => setWriting(true)}>
        <${Icon} name="plus" size=${18} /> New post
      </button>
    </div>
    ${
      posts.length === 0 &&
      html`<div class="empty">
        <h2>No posts yet</h2>
        <p>Yours can be the first.</p>
      </div>`
    }
    <ul class="posts">
      ${posts.map((post) => html`<li key=${post.id}><${PostCard} post=${post} /></li>`)}
    </ul>
    ${writing && html`<${NewPost} forum=${forum.id} onClose=${() => setWriting(false)} />`}
  </section>`;
}

function PostCard({ post }: { post: APIThreadChannel }): VNode {
  const { state } = usePage();
  const messages = visibleMessages(state, post.id);
  const first = messages[0];
  const fresh = unread(state, post.id).messages;
  const others = Math.max(0, messages.length - 1);
  return html`<a class="post" href=${`#${post.id}`}>
    <h3>${post.name}${fresh > 0 && html`<span class="badge">${fresh} new</span>`}</h3>
    ${
      first &&
      html`<p>
        <strong>${nameOf(state, first.author.id) ?? first.author.username}:</strong>${' '}
        ${plainText(state, first.content)}
      </p>`
    }
    <small>${others === 1 ? '1 answer' : `${others} answers`}</small>
  </a>`;
}

function NewPost({ forum, onClose }: { forum: string; onClose: () => void }): VNode {
  const { state, perform, go } = usePage();
  const [title, setTitle] = useState('');
  const [text, setText] = useState('');
  const [tried, setTried] = useState(false);
  const [busy, setBusy] = useState(false);
  async function post(): Promise<void> {
    setTried(true);
    if (!title.trim() || !text.trim()) return;
    setBusy(true);
    const encoded = encodeMentions(text.trim(), mentionables(state));
    const outcome = await perform({ do: 'post', forum, title: title.trim(), text: encoded });
    setBusy(false);
    if (!outcome.ok) return;
    onClose();
    const id = idOf(outcome.result);
    if (id) go(id);
  }
  return html`<${Dialog} title="New post" submit="Post" busy=${busy} onSubmit=${post} onClose=${onClose}>
    <${Field}
      id="post-title"
      label="Title"
      required
      problem=${tried && !title.trim() ? 'A post needs a title.' : ''}
    >
      <input
        id="post-title"
        autocomplete="off"
        maxlength=${NAME_LENGTH}
        value=${title}
        onInput=${(event: InputEvent & { currentTarget: HTMLInputElement }) => setTitle(event.currentTarget.value)}
      />
    <//>
    <${Field}
      id="post-text"
      label="Text"
      required
      problem=${tried && !text.trim() ? 'A post needs a text.' : ''}
    >
      <textarea
        id="post-text"
        rows="6"
        value=${text}
        onInput=${(event: InputEvent & { currentTarget: HTMLTextAreaElement }) => setText(event.currentTarget.value)}
      ></textarea>
    <//>
  <//>`;
}
