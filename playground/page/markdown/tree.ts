/** What stands within a line. */
export type Inline =
  | { type: 'text'; text: string }
  | { type: 'bold' | 'italic' | 'underline' | 'strike' | 'spoiler'; children: Inline[] }
  | { type: 'code'; text: string }
  | { type: 'link'; url: string; children: Inline[] }
  | { type: 'user' | 'role' | 'channel'; id: string }
  | { type: 'command'; name: string }
  | { type: 'time'; seconds: number; style: string }
  | { type: 'emoji'; name: string }
  | { type: 'everyone'; text: string };

/** What stands on lines of its own. */
export type Block =
  | { type: 'paragraph' | 'subtext'; children: Inline[] }
  | { type: 'heading'; level: number; children: Inline[] }
  | { type: 'list'; start: number | undefined; items: Block[][] }
  | { type: 'quote'; children: Block[] }
  | { type: 'code'; language: string; text: string };
