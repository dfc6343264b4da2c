/** What of an error goes into a log line. */
export interface LoggedError { readonly type: string; readonly message: string; readonly code?: string; readonly constraint?: string; readonly table?: string; readonly issues?: readonly string[]; readonly stack?: string; readonly cause?: LoggedError }

/** Words that PostgreSQL says about its own state, its schema or the statement's text; in the words of other classes (22: data) stand the values. */
const wordsWithoutValues = /^(?:08|23|25|28|40|42|53|54|55|57|58|XX|P0)/;
const SqlState = /^[0-9A-Z]{5}$/;
const Token = /^[\w.:/-]{1,80}$/;
/** Runs of digits that could be a resident ID number, a mobile number or a bank card. */
const LongNumber = /\d{10,}[\dXx]?/g;
const CAUSES = 4;

/**
 * An error as it may be logged: its type, its words, its place, and of what hangs on it only names. Values never: PostgreSQL's `detail` and `where`, the driver's
 * parameters, a parser's piece of the body and the keys somebody sent carry persons (goal S4).
 */
export function loggedError(error: unknown, depth = 0): LoggedError {
  if (!(error instanceof Error)) return { type: typeof error, message: typeof error === 'string' ? withoutNumbers(error) : 'not an error' };
  const type = error.constructor.name, message = wordsOf(error), code = tokenOf(error, 'code'), issues = issuesOf(error);
  const constraint = tokenOf(error, 'constraint'), table = tokenOf(error, 'table');
  return {
    type, message,
    ...(code === null ? {} : { code }), ...(constraint === null ? {} : { constraint }), ...(table === null ? {} : { table }), ...(issues === null ? {} : { issues }),
    stack: `${type}: ${message}\n${framesOf(error.stack ?? '')}`,
    ...(error.cause === undefined || depth >= CAUSES ? {} : { cause: loggedError(error.cause, depth + 1) }),
  };
}

/** Text with long numbers taken out. */
export function withoutNumbers(text: string): string { return text.replace(LongNumber, '[number]'); }

/** The lines of a stack that name places in code: its first lines repeat the message, whatever that holds. */
export function framesOf(stack: string): string { return stack.split('\n').filter((line) => /^\s+at /.test(line)).join('\n'); }

function wordsOf(error: Error): string {
  const state = tokenOf(error, 'code');
  if (state !== null && SqlState.test(state) && !wordsWithoutValues.test(state)) return `the database refused a value (${state})`;
  // Both repeat a piece of what was read.
  if (error instanceof SyntaxError) return 'not readable as JSON or code';
  if (issuesOf(error) !== null) return 'does not fit its declaration';
  return withoutNumbers(error.message);
}

/** Places and kinds of what a schema found; keys that are no names of fields are left out. */
function issuesOf(error: Error): readonly string[] | null {
  if (!('issues' in error) || !Array.isArray(error.issues)) return null;
  return error.issues.slice(0, 10).map((issue: unknown) => {
    const path = fieldOf(issue, 'path'), code = fieldOf(issue, 'code');
    const parts = Array.isArray(path) ? path.map((part: unknown) => (typeof part === 'number' || (typeof part === 'string' && /^[A-Za-z]\w{0,40}$/.test(part)) ? String(part) : '?')) : [];
    return `${parts.join('.')}: ${typeof code === 'string' && Token.test(code) ? code : '?'}`;
  });
}

function tokenOf(error: Error, name: 'code' | 'constraint' | 'table'): string | null {
  const value = fieldOf(error, name) ?? fieldOf(fieldOf(error, 'driverError'), name);
  return typeof value === 'string' && Token.test(value) ? withoutNumbers(value) : null;
}

function fieldOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Object.entries(Object.getOwnPropertyDescriptors(value)).find(([key]) => key === name)?.[1].value : undefined;
}
