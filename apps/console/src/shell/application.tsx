import { QueryCache, QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { App, ConfigProvider } from 'antd';
import enUS from 'antd/locale/en_US';
import zhCN from 'antd/locale/zh_CN';
import { useMemo, type ReactNode } from 'react';
import { RouterProvider } from 'react-router/dom';
import { problemOf } from '../api/index.js';
import { sessionQuery } from '../api/session.js';
import { LanguageProvider, useTexts } from '../messages/index.js';
import { router } from './routes.js';
import { themeFor } from './theme.js';
import { usePhone } from './use-phone.js';

/** Reads are tried again once when a retry can help; a session that ended sends the reader to the sign-in page. */
const client: QueryClient = new QueryClient({
  queryCache: new QueryCache({
    onError: (error, query) => {
      if (problemOf(error).status === 401 && query.queryKey[0] !== 'session') void client.invalidateQueries({ queryKey: sessionQuery.queryKey });
    },
  }),
  defaultOptions: {
    queries: { staleTime: 10_000, refetchOnWindowFocus: false, retry: (count, error) => count < 1 && problemOf(error).retryable },
    mutations: { retry: false },
  },
});

function Themed(): ReactNode {
  const { language } = useTexts();
  const phone = usePhone();
  const theme = useMemo(() => themeFor(phone), [phone]);
  return (
    <ConfigProvider locale={language === 'zh' ? zhCN : enUS} theme={theme} button={{ autoInsertSpace: false }} componentSize="middle">
      <App message={{ maxCount: 3 }}><RouterProvider router={router} /></App>
    </ConfigProvider>
  );
}

export function Application(): ReactNode {
  return <QueryClientProvider client={client}><LanguageProvider><Themed /></LanguageProvider></QueryClientProvider>;
}
