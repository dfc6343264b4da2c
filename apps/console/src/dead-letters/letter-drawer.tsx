import type { DeadLetterView } from '@jiedui/contracts';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Button, Drawer, Input, Skeleton } from 'antd';
import { useEffect, useRef, useState, type ReactNode } from 'react';
import { call, operations } from '../api/index.js';
import { localTime, unknownMark, useTexts } from '../messages/index.js';
import { useActor } from '../shell/actor-context.js';
import { ProblemNotice } from '../shell/problem-notice.js';
import { StateWord } from '../shell/state-word.js';
import { usePhone } from '../shell/use-phone.js';
import { LetterForm, letterActs, type LetterAct, type LetterAnswer } from './letter-form.js';
import { consumerWords, factWords, letterState, type LetterService } from './letter-words.js';

interface DrawerProps { readonly service: LetterService; readonly id: string | undefined; readonly onClose: () => void; readonly onShowThing: (aggregate: string) => void }

/** Everything known of one letter, and the decision on it. */
export function LetterDrawer({ service, id, onClose, onShowThing }: DrawerProps): ReactNode {
  const { t } = useTexts();
  const phone = usePhone();
  return (
    <Drawer open={id !== undefined} onClose={onClose} size={phone ? '100%' : 720} title={t('letter.one')} data-testid="letter-drawer" styles={{ body: { padding: 0 } }} destroyOnHidden>
      {id !== undefined && <Letter key={id} service={service} id={id} onShowThing={onShowThing} />}
    </Drawer>
  );
}

/** The service shows no more of a message than this. */
const SHOWN = 200_000;

function Letter({ service, id, onShowThing }: { service: LetterService; id: string; onShowThing: (aggregate: string) => void }): ReactNode {
  const { t } = useTexts();
  const client = useQueryClient();
  const { may } = useActor();
  const key = ['dead-letter', service, id];
  const { data, error, refetch } = useQuery({ queryKey: key, queryFn: ({ signal }) => call(operations.deadLetters[service].get, { id }, signal) });
  const [act, setAct] = useState<LetterAct | null>(null);
  const [mended, setMended] = useState('');
  const [answer, setAnswer] = useState<LetterAnswer | null>(null);
  const top = useRef<HTMLDivElement>(null);
  // The answer and the field to mend stand at the top: whoever had scrolled down sees them.
  useEffect(() => { top.current?.scrollTo({ top: 0 }); }, [answer, act]);
  if (data === undefined) return <div style={{ padding: 24 }}>{error === null ? <Skeleton active /> : <ProblemNotice error={error} onRetry={() => void refetch()} />}</div>;
  const { letter, body } = data;
  const isLong = body.length >= SHOWN;
  const choose = (one: LetterAct): void => { setAct(one); if (one === 'mend') setMended(body); };
  const done = (result: LetterAnswer): void => {
    setAct(null);
    setAnswer(result);
    client.setQueryData(key, { letter: result.letter, body });
    for (const changed of [['dead-letter'], ['dead-letters'], ['home']]) void client.invalidateQueries({ queryKey: changed });
  };
  return (
    <div style={{ display: 'flex', flexDirection: 'column', height: '100%' }}>
      <div ref={top} className={act === 'mend' ? 'letter-scroll mending' : 'letter-scroll'}>
        {answer !== null && (
          <div className="notice" role="status" data-testid="letter-done">
            <strong>{t(answer.letter.decision?.kind === 'discarded' ? 'letter.done.discarded' : 'letter.done.replayed')}</strong>{answer.released > 0 && <> {t('letter.done.released', { n: answer.released })}</>}
          </div>
        )}
        {error !== null && <ProblemNotice error={error} onRetry={() => void refetch()} />}
        {letter.decision !== null && <Decision letter={letter} />}
        {act !== 'mend' && <>{letter.decision === null && <p className="muted">{t(`letter.reasonText.${letter.reason}`)}</p>}<Facts letter={letter} /></>}
        {letter.error !== null && <><h2>{t('letter.col.error')}</h2><pre className="letter-mono letter-box" style={{ marginBottom: 18 }} data-testid="letter-error">{letter.error}</pre></>}
        <h2>{t(act === 'mend' ? 'letter.body.mend' : 'letter.body')}</h2>
        {/\d\*{4}/.test(body) && <p className="muted small">{t('letter.body.masked')}{act === 'mend' && t('letter.body.masked.mend')}</p>}
        {isLong && <p className="muted small">{t('letter.body.tooLong')}</p>}
        {act === 'mend'
          ? <Input.TextArea className="letter-mono" value={mended} onChange={(event) => setMended(event.target.value)} spellCheck={false} autoFocus aria-label={t('letter.body.mend')} data-testid="letter-mended" />
          : <pre className="letter-mono letter-box letter-body" tabIndex={0} data-testid="letter-body">{body}</pre>}
      </div>
      {letter.decision === null && (
        <div className="letter-foot">
          {act === null
            ? <Choice letter={letter} mayMend={may('operations.mend')} isLong={isLong} onChoose={choose} onShowThing={onShowThing} />
            : <LetterForm key={act} service={service} id={id} act={act} body={mended} onCancel={() => { setAct(null); void refetch(); }} onDone={done} />}
        </div>
      )}
    </div>
  );
}

/** The three ways to decide; where none is open now, why. */
function Choice({ letter, mayMend, isLong, onChoose, onShowThing }: { letter: DeadLetterView; mayMend: boolean; isLong: boolean; onChoose: (act: LetterAct) => void; onShowThing: (aggregate: string) => void }): ReactNode {
  const { t } = useTexts();
  const { aggregate } = letter;
  if (!mayMend) return <span className="muted">{t('letter.readOnly')}</span>;
  return (
    <>
      {!letter.isFirst && (
        <p data-testid="letter-not-first">
          {t('letter.notFirst')} {aggregate !== null && <Button type="link" size="small" style={{ padding: 0 }} onClick={() => onShowThing(aggregate)}>{t('letter.notFirst.show')}</Button>}
        </p>
      )}
      <div className="letter-acts">
        {letterActs.map((one) => (
          <Button key={one} type={one === (letter.reason === 'UNPROCESSABLE' ? 'mend' : 'replay') ? 'primary' : 'default'} danger={one === 'discard'} disabled={!letter.isFirst || (one === 'mend' && isLong)} onClick={() => onChoose(one)} data-testid={`letter-${one}`}>{t(`letter.act.${one}`)}</Button>
        ))}
      </div>
    </>
  );
}

function Decision({ letter }: { letter: DeadLetterView }): ReactNode {
  const { t } = useTexts();
  const { decision } = letter;
  if (decision === null) return null;
  return (
    <section data-testid="letter-decision">
      <h2>{t('letter.decision')}</h2>
      <Rows rows={[[t('letter.col.state'), <State key="state" letter={letter} />], [t('letter.decision.words'), decision.words === '' ? unknownMark : decision.words], [t('letter.decision.by'), decision.by], [t('letter.decision.at'), <span key="at" className="figure">{localTime(decision.at)}</span>]]} />
    </section>
  );
}

function Facts({ letter }: { letter: DeadLetterView }): ReactNode {
  const texts = useTexts();
  const { t } = texts;
  return (
    <Rows
      rows={[
        ...(letter.decision === null ? [[t('letter.col.state'), <State key="state" letter={letter} />] as const] : []),
        [t('letter.reason'), t(`letter.reason.${letter.reason}`)],
        [t('letter.col.consumer'), <>{consumerWords(letter.consumer, texts)} <span className="muted small">{letter.consumer}</span></>],
        [t('letter.col.fact'), <>{factWords(letter.subject, texts)} <span className="muted small">{letter.subject}</span></>],
        [t('letter.col.object'), letter.aggregate === null ? t('letter.object.unknown') : <>{letter.aggregate}{letter.aggregateVersion !== null && <> <span className="muted small">{t('letter.version', { n: letter.aggregateVersion })}</span></>}</>],
        [t('letter.col.parkedAt'), <span key="parkedAt" className="figure">{localTime(letter.parkedAt)}</span>],
        [t('letter.deliveries'), t('letter.deliveries.n', { n: letter.deliveries })],
        [t('letter.id'), <span key="id" className="small">{letter.id}</span>],
      ]}
    />
  );
}

function State({ letter }: { letter: DeadLetterView }): ReactNode {
  const { t } = useTexts();
  const { tone, word } = letterState(letter);
  return <StateWord tone={tone}>{t(word)}</StateWord>;
}

function Rows({ rows }: { rows: readonly (readonly [label: string, value: ReactNode])[] }): ReactNode {
  return <table className="plain-table light letter-facts"><tbody>{rows.map(([label, value]) => <tr key={label}><th scope="row" className="muted">{label}</th><td>{value}</td></tr>)}</tbody></table>;
}
