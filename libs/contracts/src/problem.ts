import { z } from 'zod';
import { Text2 } from './matching/explanation.js';

/** One field (and, for lists, one row) that is wrong, with the mend. */
export const FieldProblem = z.strictObject({ field: z.string(), row: z.int().optional(), code: z.string(), message: Text2 });
export type FieldProblem = z.infer<typeof FieldProblem>;

/**
 * RFC 9457 problem details with our extensions: a stable `code`, both languages, the fields, whether a retry can help and the
 * correlation id under which the logs keep the cause. Never carries personal data.
 */
export const Problem = z.strictObject({
  type: z.string(), title: z.string(), status: z.int(), code: z.string(),
  message: Text2, fields: z.array(FieldProblem), retryable: z.boolean(), correlationId: z.string().optional(),
  /** Seconds until a retry can help; the header Retry-After. */
  retryAfterSeconds: z.int().positive().optional(),
});
export type Problem = z.infer<typeof Problem>;

/** What a problem may say beside its words. */
export interface ProblemDetails { readonly fields?: FieldProblem[]; readonly retryable?: boolean; readonly retryAfterSeconds?: number }

/** Builds a problem; `type` is a relative URI made of the code. */
export function problem(status: number, code: string, zh: string, en: string, more: ProblemDetails = {}): Problem {
  return {
    type: `/problems/${code}`, title: en, status, code, message: { zh, en }, fields: more.fields ?? [], retryable: more.retryable ?? false,
    ...(more.retryAfterSeconds === undefined ? {} : { retryAfterSeconds: more.retryAfterSeconds }),
  };
}

/** An expected refusal on its way to the border; everything else that is thrown is a fault. */
export class Refusal extends Error {
  constructor(readonly problem: Problem) { super(problem.code); }
}

/** Ends the operation with a problem; nothing of it is kept (the transaction rolls back). */
export function refuse(status: number, code: string, zh: string, en: string, more: ProblemDetails = {}): never {
  throw new Refusal(problem(status, code, zh, en, more));
}

/** Out of scope and absent look the same, so that an id cannot be probed. */
export function notFound(): never {
  return refuse(404, 'NOT_FOUND', '没有找到，或不在您的权限范围内。', 'Not found, or outside your scope.');
}

/** A key as it may be named in a problem: whoever put somebody's number or name in a key's place does not get it back, and no log sees it. */
function nameable(key: string): string { return /^(\d{1,6}|[A-Za-z_$][\w$-]{0,59})$/.test(key) && !/\d{7}/.test(key) ? key : '…'; }

/**
 * Parses what came over a border; unknown keys and wrong types end in a 400 that names each field in both languages.
 * The second parse runs only on failure, for the Chinese messages.
 */
export function parseInput<S extends z.ZodType>(schema: S, value: unknown): z.output<S> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const chinese = schema.safeParse(value, { error: z.locales.zhCN().localeError }).error?.issues ?? [];
  return refuse(400, 'INVALID_INPUT', '提交的内容有误，请按提示修改。', 'The input is not valid; mend the fields named.', {
    fields: parsed.error.issues.slice(0, 50).map((issue, i) => {
      const keys = issue.code === 'unrecognized_keys' ? issue.keys : [], strange = [...keys, ...issue.path.map(String)].filter((name) => name !== '' && name !== nameable(name));
      const told = (message: string): string => strange.reduce((text, name) => text.replaceAll(name, '…'), message);
      return {
        field: issue.path.map((part) => nameable(String(part))).join('.') || keys.map(nameable).join(', ') || '(body)', code: issue.code.toUpperCase(),
        message: { zh: told(chinese[i]?.message ?? issue.message), en: told(issue.message) },
      };
    }),
  });
}
