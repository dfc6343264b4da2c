import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { Application } from './shell/application.js';
import './shell/shell.css';

const root = document.getElementById('root');
if (root === null) throw new Error('No root element');
createRoot(root).render(<StrictMode><Application /></StrictMode>);
