import { StrictMode, type ComponentType } from 'react';
import { createRoot } from 'react-dom/client';
import './shell/shell.css';

const root = document.getElementById('root');
if (root === null) throw new Error('No root element');
const show = (Page: ComponentType): void => { createRoot(root).render(<StrictMode><Page /></StrictMode>); };

// A worker's phone loads its one page and nothing of the offices' console.
if (window.location.pathname === '/w') void import('./worker-page/worker-page.js').then(({ WorkerPage }) => show(WorkerPage));
else void import('./shell/application.js').then(({ Application }) => show(Application));
