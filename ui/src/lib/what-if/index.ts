export { WhatIfForm } from './form.svelte';
export { default as WhatIfFields } from './WhatIfFields.svelte';
