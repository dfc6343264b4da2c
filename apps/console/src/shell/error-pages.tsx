import { Button } from 'antd';
import type { ReactNode } from 'react';
import { isRouteErrorResponse, Link, useRouteError } from 'react-router';
import { useTexts } from '../messages/index.js';

/** No such page or thing. */
export function MissingPage(): ReactNode {
  const { t } = useTexts();
  return <div className="empty" data-testid="page-404"><h2>{t('error.404')}</h2><p>{t('error.404.text')}</p><Link to="/">{t('error.home')}</Link></div>;
}

/** The page exists and the role does not include it. */
export function ForbiddenPage(): ReactNode {
  const { t } = useTexts();
  return <div className="empty" data-testid="page-403"><h2>{t('error.403')}</h2><p>{t('error.403.text')}</p><Link to="/">{t('error.home')}</Link></div>;
}

/** The boundary of a page: what is stored is safe, and the cause can be passed on. */
export function CrashPage(): ReactNode {
  const error = useRouteError();
  const { t } = useTexts();
  if (isRouteErrorResponse(error) && error.status === 404) return <MissingPage />;
  return (
    <div style={{ padding: 20 }}>
      <div className="empty" role="alert" data-testid="page-crash">
        <h2>{t('error.crash')}</h2>
        <p>{t('error.crash.text')}</p>
        <p className="small">{error instanceof Error ? error.message : ''}</p>
        <div className="acts"><Button type="primary" onClick={() => window.location.reload()}>{t('act.refresh')}</Button><Button href="/">{t('error.home')}</Button></div>
      </div>
    </div>
  );
}
