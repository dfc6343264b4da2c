import type { OwnWork } from '@jiedui/contracts';
import { useState, type ReactNode } from 'react';
import { call, operations } from '../api/index.js';
import { send } from '../api/client.js';
import { localTime } from '../messages/amounts.js';
import { HelpSection } from './help-section.js';
import { Failure, useAct } from './own-acts.js';
import { PlacementCard } from './placement-card.js';
import { ProposalCard } from './proposal-card.js';
import { useWords } from './page-words.js';
import { TrainingSection } from './training-section.js';
import { WechatSection } from './wechat-section.js';

/** What the page shows a worker: the job first, then what is proposed, help, and the own data. */
export function OwnSections({ work, wechatFailed, onChanged, onLeft, onNotMe }: { work: OwnWork; wechatFailed: unknown; onChanged: () => Promise<void>; onLeft: () => void; onNotMe: () => void }): ReactNode {
  const { t } = useWords();
  const { placement } = work, isPlaced = placement !== null && placement.state !== 'ended';
  return (
    <>
      <p className="own-hint">{t('own.from', { office: work.office })}</p>
      {placement !== null && <section><h2>{t('own.place')}</h2><PlacementCard placement={placement} onChanged={onChanged} /></section>}
      {(!isPlaced || work.proposals.length > 0) && (
        <section>
          <h2>{t('own.jobs')}</h2>
          {work.proposals.length === 0 && <p className="own-card" data-testid="own-jobs-none">{t(work.consented ? 'own.jobs.none' : 'own.jobs.noConsent')}</p>}
          {work.proposals.map((one) => <ProposalCard key={one.id} proposal={one} onChanged={onChanged} />)}
        </section>
      )}
      {work.training.length > 0 && <TrainingSection training={work.training} />}
      <HelpSection help={work.help} onChanged={onChanged} />
      {work.wechat !== 'none' && work.consented && <WechatSection state={work.wechat} failed={wechatFailed} onChanged={onChanged} />}
      <OwnData work={work} onChanged={onChanged} onLeft={onLeft} onNotMe={onNotMe} />
    </>
  );
}

function OwnData({ work, onChanged, onLeft, onNotMe }: { work: OwnWork; onChanged: () => Promise<void>; onLeft: () => void; onNotMe: () => void }): ReactNode {
  const { t } = useWords();
  const [asking, setAsking] = useState<'withdraw' | 'notMe' | null>(null);
  const withdraw = useAct(async () => { await call(operations.ownWork.withdrawConsent, {}); await onChanged(); setAsking(null); });
  const notMe = useAct(async () => { await call(operations.ownWork.notMe, {}); onNotMe(); });
  const leave = useAct(async () => { await send('POST', '/api/worker/door/close', {}); onLeft(); });
  const act = asking === 'withdraw' ? withdraw : notMe;
  return (
    <section>
      <h2>{t('own.rights')}</h2>
      <div className="own-card">
        {asking === null
          ? (
            <div className="own-row">
              {work.consented ? <button type="button" onClick={() => setAsking('withdraw')} data-testid="own-withdraw">{t('own.rights.withdraw')}</button> : <p data-testid="own-withdrawn">{t('own.rights.withdrawn')}</p>}
              <button type="button" onClick={() => setAsking('notMe')} data-testid="own-not-me">{t('own.rights.notMe')}</button>
              <button type="button" disabled={leave.busy} onClick={leave.run} data-testid="own-leave">{t('own.rights.leave')}</button>
            </div>
          )
          : (
            <>
              <p>{t(`own.rights.${asking}.ask`)}</p>
              <Failure error={act.error} />
              <div className="own-row">
                <button type="button" className="own-danger" disabled={act.busy} onClick={act.run} data-testid="own-rights-confirm">{t(`own.rights.${asking}.confirm`)}</button>
                <button type="button" onClick={() => setAsking(null)}>{t('own.back')}</button>
              </div>
            </>
          )}
      </div>
      <p className="own-hint">{t('own.until', { time: localTime(work.linkExpiresAt) })}</p>
    </section>
  );
}
