import { useMutation } from '@tanstack/react-query';
import { Button, Progress, Upload } from 'antd';
import { useState, type ReactNode } from 'react';
import { Link, useNavigate, useParams } from 'react-router';
import { addressOf } from '../api/index.js';
import { listKindOf, type ListKind } from '../lists/list-kinds.js';
import { fullNumber, useTexts } from '../messages/index.js';
import { useActor } from '../shell/actor-context.js';
import { ForbiddenPage, MissingPage } from '../shell/error-pages.js';
import { ProblemNotice } from '../shell/problem-notice.js';
import { useProgramme } from '../shell/programme-context.js';
import { ImportSteps } from './import-steps.js';
import { ImportsTable } from './imports-table.js';
import { upload } from './upload.js';

const mostBytes = 64 * 1024 * 1024;

/** Choosing a file for one of the lists. */
export function NewImportPage(): ReactNode {
  const { list } = useParams();
  const { may } = useActor();
  const kind = listKindOf(list);
  if (kind === undefined) return <MissingPage />;
  return may(kind.write) ? <Choose kind={kind} /> : <ForbiddenPage />;
}

function Choose({ kind }: { kind: ListKind }): ReactNode {
  const { t } = useTexts();
  const navigate = useNavigate();
  const { code: programme } = useProgramme();
  const [file, setFile] = useState<File | null>(null);
  const [sent, setSent] = useState(0);
  const [refused, setRefused] = useState<string | null>(null);
  const sending = useMutation({
    mutationFn: (chosen: File) => upload(chosen, kind.code, programme, setSent),
    onSuccess: (id) => void navigate(`/imports/${kind.service}/${id}`),
  });
  const take = (chosen: File): false => {
    setSent(0);
    setFile(chosen);
    const wrong = !/\.(csv|xlsx)$/i.test(chosen.name) ? t('import.wrongKind') : chosen.size > mostBytes ? t('import.tooBig') : null;
    setRefused(wrong);
    if (wrong === null) sending.mutate(chosen);
    return false;
  };
  const mib = (bytes: number): string => `${fullNumber(Math.round((bytes / 1024 / 1024) * 10) / 10)} MB`;
  return (
    <>
      <div className="page-head">
        <Link to={`/lists/${kind.path}`}>{t(kind.title)}</Link><span className="muted">/</span><h1>{t('list.import')}</h1><span className="grow" />
        <div className="acts"><Button href={addressOf(kind.operations.template, {})} data-testid="list-template">{t('list.template')}</Button></div>
      </div>
      <div className="panel">
        <ImportSteps at={0} />
        {sending.isPending && file !== null
          ? (
            <div style={{ padding: '20px 0' }} aria-live="polite" data-testid="import-uploading">
              <p>{t('import.uploading', { name: file.name })} <span className="muted figure">{t('import.uploadedPart', { done: mib(sent), all: mib(file.size) })}</span></p>
              <Progress percent={file.size === 0 ? 100 : Math.round((sent / file.size) * 100)} />
            </div>
          )
          : (
            <Upload.Dragger accept=".csv,.xlsx" beforeUpload={take} showUploadList={false} multiple={false} data-testid="import-file">
              <p style={{ fontSize: 16, margin: '18px 0 6px' }}>{t('import.choose')}</p>
              <p className="muted" style={{ marginBottom: 18, paddingInline: 12 }}>{t('import.formats')}</p>
            </Upload.Dragger>
          )}
        {refused !== null && <div className="notice bad" role="alert" style={{ marginTop: 12 }}>{refused}</div>}
        {sending.error !== null && file !== null && <div style={{ marginTop: 12 }}><ProblemNotice error={sending.error} onRetry={() => sending.mutate(file)} /></div>}
      </div>
      <h2>{t('import.mine')}</h2>
      <ImportsTable service={kind.service} list={kind.code} />
    </>
  );
}
