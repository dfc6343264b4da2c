export { solveIntegerModel, type IntegerModel, type IntegerResult } from './integer-model.js';
