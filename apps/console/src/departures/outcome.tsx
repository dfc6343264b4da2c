import type { departures, ReplyOf } from '@jiedui/contracts';
import { Button } from 'antd';
import type { ReactNode } from 'react';
import { fullNumber, useTexts } from '../messages/index.js';

/** What became of many at once: how many were done, how many left and why. */
export function Outcome({ reply, done, onClose }: { reply: ReplyOf<typeof departures.seat>; done: 'departure.seat.done' | 'departure.depart.done'; onClose: () => void }): ReactNode {
  const { t, pick } = useTexts();
  return (
    <div data-testid="departure-outcome">
      <p><strong>{t(done, { n: fullNumber(reply.done) })}</strong></p>
      {reply.skipped.length > 0 && (
        <div className="notice warn">
          {t('placement.bulk.skipped', { n: fullNumber(reply.skipped.length) })}
          <ul style={{ margin: '6px 0 0', paddingInlineStart: 18 }}>{reply.reasons.map((reason) => <li key={reason.code}>{t('placement.bulk.reason', { n: fullNumber(reason.count), words: pick(reason.message) })}</li>)}</ul>
        </div>
      )}
      <div style={{ textAlign: 'right', marginTop: 12 }}><Button type="primary" onClick={onClose} data-testid="departure-outcome-close">{t('act.close')}</Button></div>
    </div>
  );
}
