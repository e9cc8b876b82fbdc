/** Where OpenAI itself is. Apart from provider.ts: the SDK that is loaded there throws where OPENAI_BASE_URL is empty. */
export const OPENAI = 'https://api.openai.com/v1';
