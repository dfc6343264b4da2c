/** The services behind the gateway: short name (subjects, schemas) and folder. */
export const services = [
  { name: 'registry', folder: 'registry' },
  { name: 'intake', folder: 'project-intake' },
  { name: 'employment', folder: 'employment-matching' },
  { name: 'marketplace', folder: 'consumer-aid-marketplace' },
  { name: 'matching', folder: 'matching-engine' },
  { name: 'assessment', folder: 'assessment' },
];
