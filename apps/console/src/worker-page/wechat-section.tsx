import type { OwnWork } from '@jiedui/contracts';
import type { ReactNode } from 'react';
import { call, operations } from '../api/index.js';
import { Failure, useAct } from './own-acts.js';
import { useWords } from './page-words.js';

/** What WeChat sent the browser back with. */
export interface WechatReturn { readonly code: string; readonly state: string }

/** The code and state of an address such as `/w?code=...&state=...`; null where it has none. */
export function wechatReturnOf(search: string): WechatReturn | null {
  const given = new URLSearchParams(search), code = given.get('code'), state = given.get('state');
  return code === null || state === null ? null : { code, state };
}

/** WeChat asks who somebody is inside WeChat alone. */
const isInWechat = (): boolean => /MicroMessenger/i.test(navigator.userAgent);

/** Whether messages come by WeChat, and the worker's own way to change it. `failed` is why the binding that was begun did not come about. */
export function WechatSection({ state, failed, onChanged }: { state: Exclude<OwnWork['wechat'], 'none'>; failed: unknown; onChanged: () => Promise<void> }): ReactNode {
  const { t } = useWords();
  const bind = useAct(async () => { window.location.assign((await call(operations.ownWork.beginWechat, {})).address); });
  const end = useAct(async () => { await call(operations.ownWork.endWechat, {}); await onChanged(); });
  const isBound = state === 'bound', act = isBound ? end : bind;
  return (
    <section>
      <h2>{t('own.wechat')}</h2>
      <div className="own-card" data-testid={`own-wechat-${state}`}>
        <p>{t(isBound ? 'own.wechat.bound' : isInWechat() ? 'own.wechat.unbound' : 'own.wechat.elsewhere')}</p>
        <Failure error={act.error ?? (isBound ? null : failed)} />
        {(isBound || isInWechat()) && <button type="button" {...(isBound ? {} : { className: 'own-main' })} disabled={act.busy} onClick={act.run} data-testid="own-wechat-act">{t(isBound ? 'own.wechat.end' : 'own.wechat.bind')}</button>}
      </div>
    </section>
  );
}
