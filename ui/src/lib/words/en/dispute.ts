import { counted } from '$lib/format/plural';

/** The pack for a denied warranty or a freight claim. */
export const dispute = {
  title: 'Dispute pack',
  text: 'One file for a denied warranty or a freight claim, that anyone can check:',
  holds: ['A PDF: identifiers, warranty, who held the unit when, findings with their log lines, repairs, tests', 'The original photos and files, byte for byte', 'The journal of the unit with its hashes, and how to check them'],
  metadata: 'Photos keep the place and time that the camera wrote in them.',
  packing: 'Packing',
  close: 'Close',
  save: 'Save…',
  saved: (files: number) => `Dispute pack saved, with ${counted(files, 'original', 'originals')}`,
  leftOut: (count: number, first: string) => `${counted(count, 'original', 'originals')} left out, not what was attached: ${first}`,
  cancelled: 'Cancelled; nothing was saved.',
  zip: 'ZIP archive',
  menu: 'Dispute pack…',
};
