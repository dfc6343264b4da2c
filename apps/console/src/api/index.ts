export { operations } from 'virtual:operations';
export { addressOf, call, problemOf, ProblemError } from './client.js';
