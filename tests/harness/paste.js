// What Ctrl+V does to a page, without a clipboard to share: a paste event the page may take, and
// otherwise one insertion with its input event. Without a field it goes where the focus is.
const [given, text] = arguments;
const field = given ?? document.activeElement;
field.focus();
const clipboard = new DataTransfer();
clipboard.setData('text/plain', text);
const event = new ClipboardEvent('paste', { clipboardData: clipboard, bubbles: true, cancelable: true });
if (field.dispatchEvent(event)) document.execCommand('insertText', false, text);
