import type { EntityManager } from 'typeorm';
import type { z } from 'zod';
import type { Agreement, Fact, Market, PairState, Permission } from '@jiedui/contracts';
import type { Protection } from '@jiedui/protection';

/** A pair that both sides have just agreed to. */
export interface AgreedPair { readonly agreement: z.infer<typeof Agreement>; readonly demandId: string; readonly supplyId: string }

/** What tells one market's consent from the other's: its tables, permissions, facts and how an agreed pair is valued. */
export interface ConsentMarket {
  readonly market: Market;
  readonly demandTable: string;
  readonly supplyTable: string;
  readonly permissions: { readonly read: Permission; readonly send: Permission; readonly answerSupply: Permission; readonly answerDemand: Permission; readonly make: Permission };
  readonly pairsChanged: Fact<z.ZodType<{ pairs: PairState[] }>>;
  readonly agreementsChanged: Fact<z.ZodType<{ agreements: z.infer<typeof Agreement>[] }>>;
  /** Worth of an agreed quantity in fen from the two rows' features; null where the market has none. */
  readonly amountFen: (demandFeatures: unknown, supplyFeatures: unknown, quantity: number) => number | null;
  /** Whether a person of the supply side answers on a page of their own as well; see {@link PersonAnswers}. */
  readonly personAnswers?: true;
  /** Hours a sent proposal holds its places. */
  readonly holdHours: number;
  /** What the market keeps of an agreed pair beside it, in the transaction of the agreement; it may refuse. */
  readonly agreed?: (manager: EntityManager, pair: AgreedPair, protection: Protection) => Promise<void>;
}
