import type { Features } from '@jiedui/contracts';
import { employmentRuleSet, produceRuleSet } from '@jiedui/market-rules';
import type { RuleSet } from '@jiedui/market-rules';
import type { TransportProblem } from '@jiedui/matching-core';
import { programmeLists, programmePairs, programmeProblem } from '@jiedui/matching-run';
import type { RunInput } from '@jiedui/matching-run';

/** All programmes of a run side by side as one problem, for `--instance`: supply and demand entries in order of programme, then of row. */
export function combinedProblem(input: RunInput): TransportProblem {
  return input.market === 'employment' ? combine(employmentRuleSet, input) : combine(produceRuleSet, input);
}

function combine<D extends Features, S extends Features>(ruleSet: RuleSet<D, S>, input: RunInput): TransportProblem {
  const problems = programmeLists(ruleSet, input).lists.map((lists) => programmeProblem(lists, programmePairs(lists)).problem);
  const total = (size: (problem: TransportProblem) => number): number => problems.reduce((sum, problem) => sum + size(problem), 0);
  const supply = total((problem) => problem.supplyCapacity.length);
  const demand = total((problem) => problem.demandCapacity.length);
  const arcs = total((problem) => problem.column.length);
  const combined = {
    supplyCapacity: new Int32Array(supply), demandCapacity: new Int32Array(demand), rowStart: new Int32Array(supply + 1),
    column: new Int32Array(arcs), fit: new Int16Array(arcs), bonus: new Float64Array(supply),
  };
  let suppliesBefore = 0;
  let demandsBefore = 0;
  let arcsBefore = 0;
  for (const problem of problems) {
    combined.supplyCapacity.set(problem.supplyCapacity, suppliesBefore);
    combined.demandCapacity.set(problem.demandCapacity, demandsBefore);
    combined.bonus.set(problem.bonus, suppliesBefore);
    combined.fit.set(problem.fit, arcsBefore);
    for (let e = 0; e < problem.column.length; e++) combined.column[arcsBefore + e] = (problem.column[e] ?? 0) + demandsBefore;
    for (let i = 0; i < problem.supplyCapacity.length; i++) combined.rowStart[suppliesBefore + i + 1] = (problem.rowStart[i + 1] ?? 0) + arcsBefore;
    suppliesBefore += problem.supplyCapacity.length;
    demandsBefore += problem.demandCapacity.length;
    arcsBefore += problem.column.length;
  }
  return combined;
}
