import { createContext } from 'preact';
import { useContext } from 'preact/hooks';

import type { Deed } from '../../protocol.ts';
import type { Action, Origin, State } from '../state/state.ts';

export type Outcome = { ok: true; result: unknown } | { ok: false };

/** What components know of the page, and what they can do. */
export interface Page {
  state: State;
  dispatch: (action: Action) => void;
  /** Does something as the person who is spoken as; a failure is shown as a toast. */
  perform: (deed: Deed) => Promise<Outcome>;
  /** The same for a command, a click or a modal: what becomes of it is shown at its origin. */
  interact: (deed: Deed, origin: Origin) => Promise<Outcome>;
  go: (channel: string) => void;
}

export const PageContext = createContext<Page | undefined>(undefined);

export function usePage(): Page {
  const page = useContext(PageContext);
  if (!page) throw new Error('usePage() needs a PageContext around it');
  return page;
}
