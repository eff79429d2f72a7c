import { QuestionnaireForm } from "@/components/QuestionnaireForm";

export default function Page() {
  return (
    <>
      <h1>From a questionnaire to a contract</h1>
      <p>Paste what the league sent, or choose the file: PDF or text.</p>
      <QuestionnaireForm />
    </>
  );
}
