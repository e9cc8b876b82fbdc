/** A request that can't be understood, said as OpenAI would. */
export class BadRequest extends Error {
  override name = 'BadRequest';
  readonly param: string | null;
  readonly status: number;
  readonly code: string | null;

  constructor(
    message: string,
    param: string | null,
    { status = 400, code = null }: { status?: number; code?: string | null } = {},
  ) {
    super(message);
    this.param = param;
    this.status = status;
    this.code = code;
  }
}
