/** Unit suites: `*.spec.ts` beside the code, TypeScript through swc, workspace packages read from source. */
export const base = {
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts'],
  moduleNameMapper: {
    '^@jiedui/([a-z-]+)$': '<rootDir>/libs/$1/src/index.ts',
    '^@jiedui/([a-z-]+)/([a-z-]+)$': '<rootDir>/libs/$1/src/$2.ts',
    '^(\\.{1,2}/.*)\\.js$': '$1',
  },
  transform: {
    '^.+\\.ts$': ['@swc/jest', {
      jsc: {
        target: 'es2022',
        parser: { syntax: 'typescript', decorators: true },
        transform: { legacyDecorator: true, decoratorMetadata: true, useDefineForClassFields: false },
        keepClassNames: true,
      },
      module: { type: 'es6' },
    }],
  },
  modulePathIgnorePatterns: ['/dist/', '/\\.jiedui/', '/\\.nx/'],
  workerIdleMemoryLimit: '1GB',
};

export default { ...base, testMatch: ['<rootDir>/{apps,libs,tools}/**/*.spec.ts'] };
