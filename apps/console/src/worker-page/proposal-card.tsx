import type { OwnProposal } from '@jiedui/contracts';
import { useState, type ReactNode } from 'react';
import { call, operations } from '../api/index.js';
import { fullNumber } from '../messages/amounts.js';
import { Facts, Failure, NoForm, useAct } from './own-acts.js';
import { useWords } from './page-words.js';

/** As `workerRefusals` of the contracts, which the browser does not load. */
const reasons = ['wage', 'distance', 'health-or-family', 'skills', 'already-placed', 'changed-mind', 'other'] as const;

/** A proposed job with its yes and no. */
export function ProposalCard({ proposal, onChanged }: { proposal: OwnProposal; onChanged: () => Promise<void> }): ReactNode {
  const { t } = useWords();
  const [declining, setDeclining] = useState(false);
  const at = { id: proposal.id, version: proposal.version }, saidYes = proposal.answer?.yes === true;
  const yes = useAct(async () => { await call(operations.ownWork.answerProposal, { ...at, yes: true }); await onChanged(); });
  const no = async (reason: (typeof reasons)[number], words: string): Promise<void> => { await call(operations.ownWork.answerProposal, { ...at, yes: false, reason, ...(words === '' ? {} : { words }) }); await onChanged(); };
  const { wageMinFen: least, wageMaxFen: most } = proposal, sums = [...new Set([least, most].flatMap((fen) => (fen === null ? [] : [fullNumber(fen / 100)])))];
  return (
    <article className="own-card" data-testid="own-proposal">
      <h3>{proposal.post}</h3>
      <Facts of={[
        [t('own.job.employer'), proposal.employer], [t('own.job.place'), proposal.place], [t('own.job.wage'), sums.length === 0 ? null : t('own.yuan', { n: sums.join('–') })],
        [t('own.job.housing'), proposal.housing === null ? null : t(`own.housing.${proposal.housing}`)], [t('own.job.start'), proposal.startOn],
      ]} />
      {declining
        ? <NoForm text={t('own.why.text')} reasons={reasons.map((value) => ({ value, label: t(`own.refusal.${value}`) }))} confirm={t('own.why.confirm')} onBack={() => setDeclining(false)} onNo={no} />
        : (
          <>
            <p className={saidYes ? 'own-good' : 'own-hint'} data-testid="own-proposal-state">{t(saidYes ? 'own.job.saidYes' : proposal.sent ? 'own.job.sent' : 'own.job.considered')}</p>
            <Failure error={yes.error} />
            <div className="own-row">
              {!saidYes && <button type="button" className="own-main" disabled={yes.busy} onClick={yes.run} data-testid="own-yes">{t('own.job.yes')}</button>}
              <button type="button" onClick={() => setDeclining(true)} data-testid="own-no">{t(saidYes ? 'own.job.changeToNo' : 'own.job.no')}</button>
            </div>
          </>
        )}
    </article>
  );
}
