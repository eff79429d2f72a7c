// A file chosen beside a field that takes a document: it is uploaded, and its id becomes the field's value.
for (const chooser of document.querySelectorAll('input[type="file"][data-fills]')) {
  const field = document.getElementById(chooser.dataset.fills);
  const about = document.querySelector(`[data-about="${chooser.dataset.fills}"]`);
  chooser.closest('label').hidden = false;
  chooser.addEventListener('change', async () => {
    const [file] = chooser.files;
    if (!file) return;
    about.textContent = `Uploading ${file.name}…`;
    try {
      const form = new FormData();
      form.append('file', file);
      const response = await fetch('/api/documents', { method: 'POST', body: form });
      const answer = await response.json();
      if (!response.ok) throw new Error([answer.title, answer.detail].filter(Boolean).join(': '));
      field.value = answer.id;
      about.textContent = `${file.name}: ${answer.pages} pages, ${answer.characters} characters were read.`;
    } catch (error) {
      about.textContent = `${file.name} was not taken. ${error.message}`;
    }
  });
}
