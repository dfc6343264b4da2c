export { fullNumber, localTime, share, shortNumber, unknownMark } from './amounts.js';
export type { MessageKey } from './catalogue.js';
export { LanguageProvider, useTexts, type Language, type Texts } from './language.js';
