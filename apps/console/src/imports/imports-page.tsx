import { Button } from 'antd';
import type { ReactNode } from 'react';
import { useNavigate } from 'react-router';
import { listKinds } from '../lists/list-kinds.js';
import { useTexts } from '../messages/index.js';
import { useActor } from '../shell/actor-context.js';
import { ForbiddenPage } from '../shell/error-pages.js';
import { ImportsTable } from './imports-table.js';

/** One's imports of all lists. */
export function ImportsPage(): ReactNode {
  const { t } = useTexts();
  const { may } = useActor();
  const navigate = useNavigate();
  const own = listKinds.filter((kind) => may(kind.write));
  if (own.length === 0) return <ForbiddenPage />;
  const services = [...new Set(own.map((kind) => kind.service))];
  return (
    <>
      <div className="page-head">
        <h1>{t('import.mine')}</h1><span className="grow" />
        <div className="acts">{own.map((kind) => <Button key={kind.code} onClick={() => void navigate(`/lists/${kind.path}/import`)}>{t('import.title', { list: t(kind.title) })}</Button>)}</div>
      </div>
      {services.map((service) => <div key={service} style={{ marginBottom: 24 }}><ImportsTable service={service} /></div>)}
    </>
  );
}
