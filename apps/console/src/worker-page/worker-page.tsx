import type { OwnWork, ReplyOf, workerDoor } from '@jiedui/contracts';
import { useCallback, useEffect, useState, type FormEvent, type ReactNode } from 'react';
import { call, operations, problemOf } from '../api/index.js';
import { send } from '../api/client.js';
import { OwnSections } from './own-sections.js';
import { PageWords, useWords } from './page-words.js';
import { wechatReturnOf } from './wechat-section.js';
import './worker-page.css';

type Step = { readonly next: 'done' } | Extract<ReplyOf<typeof workerDoor.open>, { next: 'question' }>;
type Shown = { readonly at: 'loading' } | { readonly at: 'question'; readonly question: 'id-number' | 'birth-month' } | { readonly at: 'work'; readonly work: OwnWork; readonly wechatFailed: unknown } | { readonly at: 'none' } | { readonly at: 'ended' | 'failed'; readonly error: unknown } | { readonly at: 'not-me' };

/** The link's secret comes in the fragment, which browsers send to nobody, and goes in a body. */
const openDoor = (token: string, answer: string | null): Promise<Step> => send('POST', '/api/worker/door', { token, answer });

/** The one page of a worker: opened by link, without account (mechanisms E17). */
export function WorkerPage(): ReactNode {
  return <PageWords><Page /></PageWords>;
}

function Page(): ReactNode {
  const { t, pick, change } = useWords();
  const [token] = useState(() => /^#([\w-]{20,100})$/.exec(window.location.hash)?.[1] ?? null);
  const [shown, setShown] = useState<Shown>({ at: 'loading' });
  const [fromWechat] = useState(() => wechatReturnOf(window.location.search));
  const show = useCallback(async (wechatFailed: unknown = null): Promise<void> => {
    try {
      setShown({ at: 'work', work: await call(operations.ownWork.get, {}), wechatFailed });
    } catch (error) {
      const { status } = problemOf(error);
      setShown(status === 401 || status === 404 ? { at: 'none' } : { at: 'failed', error });
    }
  }, []);
  const begin = useCallback(async (): Promise<void> => {
    setShown({ at: 'loading' });
    if (token === null) {
      const failed = fromWechat === null ? null : await call(operations.ownWork.bindWechat, fromWechat).then(() => null, (error: unknown) => error);
      return show(failed);
    }
    try {
      const step = await openDoor(token, null);
      if (step.next === 'done') await show();
      else setShown({ at: 'question', question: step.question });
    } catch (error) {
      setShown({ at: problemOf(error).status === 404 ? 'ended' : 'failed', error });
    }
  }, [token, fromWechat, show]);
  // Out of the address bar at once, so that it is neither read over a shoulder nor kept in the history.
  useEffect(() => { window.history.replaceState(null, '', '/w'); void begin(); }, [begin]);
  const ended = useCallback((error: unknown) => setShown({ at: 'ended', error }), []);
  return (
    <main className="own" data-testid={`own-${shown.at}`}>
      <header><img src="/favicon.svg" alt="" /><h1>{t('own.title')}</h1><button type="button" className="own-plain" onClick={change}>{t('own.language')}</button></header>
      {shown.at === 'loading' && <p className="own-card">{t('own.loading')}</p>}
      {shown.at === 'none' && <section className="own-card"><h2>{t('own.noLink.title')}</h2><p>{t('own.noLink')}</p></section>}
      {shown.at === 'ended' && <section className="own-card"><h2>{t('own.ended.title')}</h2><p>{pick(problemOf(shown.error).message)}</p></section>}
      {shown.at === 'failed' && <section className="own-card"><p>{problemOf(shown.error).status === 0 ? t('own.offline') : pick(problemOf(shown.error).message)}</p><button type="button" className="own-main" onClick={() => void begin()}>{t('own.retry')}</button></section>}
      {shown.at === 'not-me' && <p className="own-card">{t('own.rights.notMe.done')}</p>}
      {shown.at === 'question' && token !== null && <Question token={token} question={shown.question} onOpened={show} onEnded={ended} />}
      {shown.at === 'work' && <OwnSections work={shown.work} wechatFailed={shown.wechatFailed} onChanged={show} onLeft={() => setShown({ at: 'none' })} onNotMe={() => setShown({ at: 'not-me' })} />}
    </main>
  );
}

function Question({ token, question, onOpened, onEnded }: { token: string; question: 'id-number' | 'birth-month'; onOpened: () => Promise<void>; onEnded: (error: unknown) => void }): ReactNode {
  const { t, pick } = useWords();
  const [answer, setAnswer] = useState('');
  const [error, setError] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    if (answer.trim() === '') return;
    setBusy(true);
    try {
      await openDoor(token, answer.trim());
      await onOpened();
    } catch (refusal) {
      if (problemOf(refusal).status === 404) onEnded(refusal);
      else { setError(refusal); setBusy(false); }
    }
  };
  return (
    <form className="own-card" onSubmit={(event) => void submit(event)} data-testid="own-question">
      <h2>{t('own.ask.title')}</h2>
      <label htmlFor="own-answer">{t(`own.ask.${question}`)}</label>
      <p className="own-hint">{t(`own.ask.${question}.hint`)}</p>
      <input id="own-answer" value={answer} onChange={(event) => setAnswer(event.target.value)} autoComplete="off" autoCapitalize="characters" maxLength={20} aria-invalid={error !== null} data-testid="own-answer" />
      {error !== null && <p className="own-wrong" role="alert" data-testid="own-wrong">{problemOf(error).status === 0 ? t('own.offline') : pick(problemOf(error).message)}</p>}
      <button type="submit" className="own-main" disabled={busy || answer.trim() === ''} data-testid="own-open">{t('own.ask.go')}</button>
      <p className="own-hint">{t('own.ask.note')}</p>
    </form>
  );
}
