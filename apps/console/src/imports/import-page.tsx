import type { ImportView } from '@jiedui/contracts';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { App, Button, Progress, Skeleton, Spin } from 'antd';
import { useRef, useState, type ReactNode } from 'react';
import { Link, useNavigate, useParams } from 'react-router';
import { addressOf, call, problemOf } from '../api/index.js';
import { useLive } from '../api/live.js';
import { listKindByCode } from '../lists/list-kinds.js';
import { fullNumber, useTexts } from '../messages/index.js';
import { MissingPage } from '../shell/error-pages.js';
import { useDuration } from '../shell/number.js';
import { ProblemNotice, useProblemMessage } from '../shell/problem-notice.js';
import { StateWord } from '../shell/state-word.js';
import { ImportPreview } from './import-preview.js';
import { ImportSteps } from './import-steps.js';
import { importServices, importTone, importWord, isWorking, listWord, type ImportService } from './import-services.js';
import { MappingForm } from './mapping-form.js';

/** One import from mapping to its end. */
export function ImportPage(): ReactNode {
  const { service, id = '' } = useParams();
  if (service !== 'employment' && service !== 'marketplace') return <MissingPage />;
  return <Following key={id} service={service} id={id} />;
}

function Following({ service, id }: { service: ImportService; id: string }): ReactNode {
  const { t, language } = useTexts();
  const navigate = useNavigate();
  const imports = importServices[service];
  const { data: view, error, refetch } = useLive<ImportView>({ key: ['import', service, id], stream: `/api/live/imports/${service}/${id}`, isMoving: isWorking, restMs: (view) => (view.state === 'staged' || view.state === 'mapping' ? 15_000 : false), load: (signal) => call(imports.get, { id }, signal) });
  const [remapping, setRemapping] = useState(false);
  if (error !== null && view === undefined) return problemOf(error).status === 404 || problemOf(error).status === 400 ? <MissingPage /> : <ProblemNotice error={error} onRetry={() => void refetch()} />;
  if (view === undefined) return <Skeleton active />;
  const kind = listKindByCode(view.list);
  const path = `/lists/${kind?.path ?? ''}`;
  // Why the server sent it back, ended it or, for want of an answer, took it off the list.
  const said = view.rejection === null ? null : language === 'zh' ? view.rejection.zh : view.rejection.en;
  const step = view.state === 'uploading' ? 0 : view.state === 'mapping' || remapping ? 1 : view.state === 'staging' || view.state === 'staged' ? 2 : 3;
  return (
    <>
      <div className="page-head">
        <Link to={path}>{t(listWord[view.list])}</Link><span className="muted">/</span><Link to={`${path}/import`}>{t('list.import')}</Link><span className="muted">/</span>
        <h1>{view.fileName}</h1><StateWord tone={importTone[view.state]}>{t(importWord[view.state])}</StateWord>
      </div>
      <div className="panel" data-testid="import-panel" data-state={view.state}>
        <ImportSteps at={step} failed={view.state === 'rejected' || view.state === 'cancelled'} />
        {(view.state === 'mapping' || (remapping && view.state === 'staged')) && <MappingForm service={service} view={view} onDone={() => setRemapping(false)} />}
        {isWorking(view) && <Working view={view} />}
        {view.state === 'rejected' && <div className="notice bad" role="alert" data-testid="import-rejected">{t('import.rejected', { why: said ?? '—' })}</div>}
        {view.state === 'cancelled' && <div className="notice" data-testid="import-cancelled">{said ?? t('import.cancelled')}</div>}
        {view.state === 'staged' && said !== null && !remapping && <div className="notice warn" role="status" data-testid="import-staged-note">{said}</div>}
        {view.state === 'committed' && <Committed view={view} path={path} />}
        {(view.state === 'uploading' || view.state === 'rejected' || view.state === 'cancelled') && <Button type="primary" onClick={() => void navigate(`${path}/import`)}>{t('import.again')}</Button>}
        {!remapping && <Acts service={service} view={view} onRemap={() => setRemapping(true)} />}
      </div>
      {(view.state === 'staged' || view.state === 'committing' || view.state === 'committed') && !remapping && <ImportPreview service={service} view={view} />}
    </>
  );
}

/** Rows done and, where the whole is known, the time left, from the speed seen since this page was opened. */
function Working({ view }: { view: ImportView }): ReactNode {
  const { t } = useTexts();
  const duration = useDuration();
  const first = useRef({ state: view.state, at: Date.now(), rows: view.rowsRead });
  if (first.current.state !== view.state || first.current.rows > view.rowsRead) first.current = { state: view.state, at: Date.now(), rows: view.rowsRead };
  const seconds = (Date.now() - first.current.at) / 1000;
  const speed = seconds < 1 ? 0 : (view.rowsRead - first.current.rows) / seconds;
  const all = view.counts.total;
  const known = all > view.rowsRead;
  return (
    <div aria-live="polite" data-testid="import-progress">
      {known ? <Progress percent={Math.round((view.rowsRead / all) * 100)} status="active" /> : <Spin size="small" />}
      <p className="figure" style={{ whiteSpace: 'normal' }}>
        {known ? t('import.rowsDone', { n: fullNumber(view.rowsRead), all: fullNumber(all) }) : t('import.rowsRead', { n: fullNumber(view.rowsRead) })}
        {speed >= 1 && <> · {t('import.speed', { n: fullNumber(Math.round(speed)) })}</>}
        {speed >= 1 && known && <> · {t('import.left', { time: duration((all - view.rowsRead) / speed) })}</>}
      </p>
      <p className="muted">{t('import.leave')}</p>
    </div>
  );
}

function Committed({ view, path }: { view: ImportView; path: string }): ReactNode {
  const { t } = useTexts();
  const navigate = useNavigate();
  return (
    <>
      <div className="notice" data-testid="import-done"><strong>{t('import.done', { new: fullNumber(view.counts.new), changed: fullNumber(view.counts.changed) })}</strong>{view.counts.wrong > 0 && ` ${t('import.done.wrong', { n: fullNumber(view.counts.wrong) })}`}</div>
      <div style={{ display: 'flex', gap: 8, flexWrap: 'wrap' }}><Button type="primary" onClick={() => void navigate(path)}>{t('import.toList')}</Button><Button onClick={() => void navigate(`${path}/import`)}>{t('import.again')}</Button></div>
    </>
  );
}

function Acts({ service, view, onRemap }: { service: ImportService; view: ImportView; onRemap: () => void }): ReactNode {
  const { t } = useTexts();
  const { modal } = App.useApp();
  const client = useQueryClient();
  const say = useProblemMessage();
  const imports = importServices[service];
  const changed = (next: ImportView): void => { client.setQueryData(['import', service, view.id], next); for (const key of ['imports', 'home', 'list']) void client.invalidateQueries({ queryKey: [key] }); };
  // A refusal means that it stands elsewhere than shown here.
  const refused = (error: Error): void => { say(error); void client.invalidateQueries({ queryKey: ['import', service, view.id] }); };
  const commit = useMutation({ mutationFn: () => call(imports.commit, { id: view.id }), onSuccess: changed, onError: refused });
  const cancel = useMutation({ mutationFn: () => call(imports.cancel, { id: view.id }), onSuccess: changed, onError: refused });
  const rows = view.counts.new + view.counts.changed;
  const open = view.state === 'mapping' || view.state === 'staged' || isWorking(view);
  const ask = (): void => {
    modal.confirm({ title: t('import.cancelTitle', { name: view.fileName }), content: t('import.cancelText'), okText: t('import.cancel'), cancelText: t('act.back'), okButtonProps: { danger: true, 'data-testid': 'import-cancel-confirm' }, onOk: () => cancel.mutateAsync().catch(() => undefined) });
  };
  return (
    <>
      {view.state === 'staged' && <p>{t('import.preview.text')}</p>}
      <div style={{ display: 'flex', gap: 8, flexWrap: 'wrap', marginTop: open ? 8 : 0 }}>
        {view.state === 'staged' && <Button type="primary" disabled={rows === 0} loading={commit.isPending} onClick={() => commit.mutate()} data-testid="import-confirm">{rows === 0 ? t('import.confirm.none') : t('import.confirm', { n: fullNumber(rows) })}</Button>}
        {view.counts.wrong > 0 && (view.state === 'staged' || view.state === 'committed') && <Button href={addressOf(imports.errors, { id: view.id })} data-testid="import-errors" style={{ marginTop: view.state === 'committed' ? 10 : 0 }}>{t('import.download')}</Button>}
        {view.state === 'staged' && view.headers.length > 0 && <Button onClick={onRemap} data-testid="import-remap">{t('import.map.again')}</Button>}
        {open && <Button danger loading={cancel.isPending} onClick={ask} data-testid="import-cancel">{t('import.cancel')}</Button>}
      </div>
    </>
  );
}
