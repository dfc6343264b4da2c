import { useQuery } from '@tanstack/react-query';
import { Drawer } from 'antd';
import { Fragment, useEffect, useState, type ReactNode } from 'react';
import { Link, Navigate, NavLink, Outlet, ScrollRestoration, useLocation } from 'react-router';
import { sessionQuery } from '../api/session.js';
import { useTexts } from '../messages/index.js';
import { ActorProvider, useActor } from './actor-context.js';
import { Header, UnitSearch } from './header.js';
import { Icon } from './icon.js';
import { phoneItems, visibleItems, type NavigationItem } from './navigation.js';
import { ProblemNotice } from './problem-notice.js';
import { ProgrammeProvider } from './programme-context.js';

/** The shell of every page behind the sign-in. */
export function Frame(): ReactNode {
  const { data, error, refetch } = useQuery(sessionQuery);
  const { pathname, search } = useLocation();
  if (data === undefined) return error === null ? null : <div style={{ padding: 20 }}><ProblemNotice error={error} onRetry={() => void refetch()} /></div>;
  if (data.actor.kind === 'anonymous') return <Navigate to={pathname === '/' ? '/sign-in' : `/sign-in?from=${encodeURIComponent(pathname + search)}`} replace />;
  return <ActorProvider session={data}><ProgrammeProvider><Shell /></ProgrammeProvider></ActorProvider>;
}

function Shell(): ReactNode {
  const { t } = useTexts();
  return (
    <div className="frame">
      <a href="#content" className="skip">{t('app.skip')}</a>
      <SideNavigation />
      <div className="stage">
        <Header />
        <main className="content" id="content"><Outlet /></main>
      </div>
      <BottomNavigation />
      <ScrollRestoration getKey={(location) => location.pathname} />
    </div>
  );
}

function SideNavigation(): ReactNode {
  const { t } = useTexts();
  const { may } = useActor();
  const items = visibleItems(may);
  return (
    <nav className="side" aria-label={t('nav.main')}>
      <Link to="/" className="brand"><img src="/favicon.svg" alt="" />{t('app.name')}</Link>
      {items.map((item, i) => (
        <Fragment key={item.id}>
          {item.group !== null && items[i - 1]?.group !== item.group && <div className="side-group">{t(item.group)}</div>}
          <NavLink to={item.path} end={item.path === '/'} className="item" data-testid={`nav-${item.id}`}><Icon name={item.icon} /><span>{t(item.label)}</span></NavLink>
        </Fragment>
      ))}
    </nav>
  );
}

/** Five places at the bottom of a phone: the four most used and the rest behind 更多. */
function BottomNavigation(): ReactNode {
  const { t } = useTexts();
  const { may } = useActor();
  const { pathname } = useLocation();
  const [open, setOpen] = useState(false);
  useEffect(() => setOpen(false), [pathname]);
  const link = (item: NavigationItem, short: boolean): ReactNode => (
    <NavLink key={item.id} to={item.path} end={item.path === '/'} data-testid={`nav-${short ? 'phone' : 'more'}-${item.id}`}>
      <Icon name={item.icon} size={22} /><span>{t(short ? item.short : item.label)}</span>
    </NavLink>
  );
  return (
    <nav className="bottom" aria-label={t('nav.main')}>
      {phoneItems(may).map((item) => link(item, true))}
      <button type="button" onClick={() => setOpen(true)} data-testid="nav-phone-more"><Icon name="more" size={22} /><span>{t('nav.more')}</span></button>
      <Drawer open={open} onClose={() => setOpen(false)} placement="bottom" title={t('nav.more')} size="auto" styles={{ wrapper: { maxHeight: '80vh' } }}>
        <div style={{ marginBottom: 12 }}><UnitSearch /></div>
        <div className="more-list">{visibleItems(may).map((item) => link(item, false))}</div>
      </Drawer>
    </nav>
  );
}
