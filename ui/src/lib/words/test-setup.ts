import { speak } from '.';

await speak('en');
