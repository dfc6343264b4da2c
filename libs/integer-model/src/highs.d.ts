/**
 * The part of the package `highs` that is used here.
 *
 * Its own types (1.15.3) are read as those of a CommonJS module, whose default export would be one level too deep for what Node
 * loads, so the import is declared anew. Sentinels and meanings are those of the HiGHS C API.
 */
declare module 'highs' {
  export interface HighsModelData {
    readonly numCols: number;
    readonly numRows: number;
    readonly sense: number;
    readonly colCost: Float64Array;
    readonly colLower: Float64Array;
    readonly colUpper: Float64Array;
    readonly rowLower: Float64Array;
    readonly rowUpper: Float64Array;
    /** csr: row r holds the entries starts[r] .. starts[r+1]-1. */
    readonly matrix: { readonly format: 'csr'; readonly numRows: number; readonly numCols: number; readonly starts: Int32Array; readonly indices: Int32Array; readonly values: Float64Array };
    readonly integrality: Int32Array;
  }

  export interface HighsModel {
    readonly options: { set(options: Readonly<Record<string, string | number | boolean>>): unknown };
    readonly info: { get(name: string): number | bigint };
    /** @param callbacks by `callbackType`; called while it runs. */
    run(callbacks?: Readonly<Record<number, (event: { interrupt(): void }) => undefined>>): unknown;
    getModelStatus(): number;
    getSolution(): { readonly colValue: Float64Array };
    /** Frees the memory of the model; nothing else does. */
    dispose(): void;
  }

  export interface Highs {
    readonly constants: {
      readonly modelStatus: Readonly<Record<'empty' | 'optimal' | 'infeasible' | 'unboundedOrInfeasible' | 'unbounded' | 'timeLimit' | 'solutionLimit', number>>;
      readonly callbackType: Readonly<Record<'simplexInterrupt' | 'mipInterrupt', number>>;
      readonly objectiveSense: Readonly<Record<'minimize' | 'maximize', number>>;
      readonly variableType: Readonly<Record<'continuous' | 'integer', number>>;
    };
    createModel(source: HighsModelData): HighsModel;
  }

  export default function loadHighs(): Promise<Highs>;
}
