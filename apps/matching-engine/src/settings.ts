import { z } from 'zod';
import type { RunInput } from '@jiedui/matching-run';

/** An empty variable is an unset one: compose files pass both. */
const Settings = z.object({ JIEDUI_PRICED_ABOVE: z.string().trim().regex(/^\d{0,15}$/).transform((text) => (text === '' ? undefined : Number(text))).optional() });

/**
 * What an operator may set for runs, from the environment.
 *
 * @throws Error that names a variable whose value does not do.
 */
export function runSettings(env: NodeJS.ProcessEnv = process.env): Pick<RunInput, 'pricedAbove'> {
  const parsed = Settings.safeParse(env);
  if (!parsed.success) throw new Error(`matching: environment variables do not do: ${parsed.error.issues.map((issue) => issue.path.join('.')).join(', ')}; expected a whole number of 0 or more`);
  const { JIEDUI_PRICED_ABOVE: pricedAbove } = parsed.data;
  return pricedAbove === undefined ? {} : { pricedAbove };
}
