// SPDX-License-Identifier: Apache-2.0
// Multiple-choice questions: the layouts of the usual exports, their errors, and the bundled set.
#include "core/text/questions/question_file.h"
#include "core/text/tokenizer.h"

#include <QTemporaryDir>
#include <QTest>
#include <fstream>
#include <set>

using namespace ropewalk;
using text::Question;

class QuestionsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void layouts_data();
    void layouts();
    void refusals_data();
    void refusals();
    void linesAreCountedAndEmptyOnesSkipped();
    void aLayoutCanBeAskedFor();
    void theBundledSetIsTheOneMade();
    void theBundledSetCanBeAnswered();

private:
    Result<text::QuestionFile> read(const std::string& content, const std::string& layout = "auto")
    {
        const std::string file = m_folder.filePath(QStringLiteral("questions.jsonl")).toStdString();
        std::ofstream(file) << content;
        return text::read_questions(file, layout);
    }
    QTemporaryDir m_folder;
};

void QuestionsTest::layouts_data()
{
    QTest::addColumn<QByteArray>("line");
    QTest::addColumn<QByteArray>("layout");
    QTest::addColumn<QByteArray>("prompt");
    QTest::addColumn<QByteArray>("choice"); // the right one
    QTest::addColumn<int>("count");
    const auto row = [](const char* name, const char* line, const char* layout, const char* prompt, const char* choice, int count) {
        QTest::newRow(name) << QByteArray(line) << QByteArray(layout) << QByteArray(prompt) << QByteArray(choice) << count;
    };
    row("plain", R"({"question": "Water is", "choices": ["dry", "wet"], "answer": 1})", "plain", "Water is", " wet", 2);
    row("plain by text", R"({"question": "Water is", "choices": ["dry", "wet"], "answer": "wet", "id": 7})", "plain", "Water is", " wet", 2);
    row("ARC", R"({"id": "M_1", "question": "Why?", "choices": {"text": ["a", "b", "c"], "label": ["A", "B", "C"]}, "answerKey": "C"})",
        "arc", "Question: Why?\nAnswer:", " c", 3);
    row("ARC with numbers", R"({"question": "Why?", "choices": {"text": ["a", "b"], "label": ["1", "2"]}, "answerKey": "1"})",
        "arc", "Question: Why?\nAnswer:", " a", 2);
    row("ARC as first released", R"({"id": "M_1", "question": {"stem": "Why?", "choices": [{"text": "a", "label": "A"}, {"text": "b", "label": "B"}]}, "answerKey": "B"})",
        "arc", "Question: Why?\nAnswer:", " b", 2);
    row("HellaSwag", R"({"ind": 4, "activity_label": "Roof", "ctx_a": "A man sits.", "ctx_b": "he", "ctx": "A man sits. he", "endings": ["falls.", "[step] starts  pulling."], "label": "1"})",
        "hellaswag", "Roof: A man sits. He", " starts pulling.", 2);
    row("HellaSwag with marks", R"({"ctx": "How to fish [title] Go out [substeps] now", "endings": ["a", "b", "c", "d"], "label": 0})",
        "hellaswag", "How to fish. Go out now", " a", 4);
    row("MMLU", R"({"question": "2+2?", "subject": "maths", "choices": ["3", "4", "5", "6"], "answer": 1})", "mmlu",
        "2+2?\nA. 3\nB. 4\nC. 5\nD. 6\nAnswer:", " B", 4);
    row("MMLU with letters", R"({"question": "2+2?", "subject": "", "choices": ["3", "4"], "answer": "A"})", "mmlu",
        "2+2?\nA. 3\nB. 4\nAnswer:", " A", 2);
    row("TruthfulQA", R"({"question": "Where?", "mc1_targets": {"choices": ["here", "there"], "labels": [0, 1]}, "mc2_targets": {}})",
        "truthfulqa", "Q: Where?\nA:", " there", 2);
    row("TruthfulQA as first released", R"({"question": "Where?", "mc1_targets": {"here": 1, "there": 0}})", "truthfulqa",
        "Q: Where?\nA:", " here", 2);
}

void QuestionsTest::layouts()
{
    QFETCH(QByteArray, line);
    QFETCH(QByteArray, layout);
    QFETCH(QByteArray, prompt);
    QFETCH(QByteArray, choice);
    QFETCH(int, count);
    const auto file = read(line.toStdString() + "\n");
    QVERIFY2(file.has_value(), file ? "" : file.error().text().c_str());
    QCOMPARE(file->layout, layout.toStdString());
    QCOMPARE(file->questions.size(), std::size_t(1));
    const Question& question = file->questions.front();
    QCOMPARE(question.prompt, prompt.toStdString());
    QCOMPARE(int(question.choices.size()), count);
    QCOMPARE(question.choices[std::size_t(question.answer)], choice.toStdString());
}

void QuestionsTest::refusals_data()
{
    QTest::addColumn<QByteArray>("content");
    QTest::addColumn<QByteArray>("says");
    const auto row = [](const char* content, const char* says) {
        QTest::newRow(content) << QByteArray(content) << QByteArray(says);
    };
    row("", "found none");
    row("\n \n", "found none");
    row("not json", "line 1: expected a JSON object, found no JSON");
    row("[1, 2]", "line 1: expected a JSON object, found array");
    row(R"({"prompt": "x", "options": []})", "line 1: expected the fields of ARC, HellaSwag, MMLU, TruthfulQA mc1 or question, choices, answer, found options, prompt");
    row(R"({"question": "x", "choices": ["a", "b"], "answer": 2})", "key answer: expected one of 2 choices, found 2");
    row(R"({"question": "x", "choices": ["a", "b"], "answer": -1})", "key answer");
    row(R"({"question": "x", "choices": ["a", "b"], "answer": "c"})", "key answer");
    row(R"({"question": "x", "choices": ["a", "b"], "answer": [1]})", "key answer: expected an index or a label, found array");
    row(R"({"question": "x", "choices": ["a"], "answer": 0})", "two choices or more, found 1");
    row(R"({"question": 3, "choices": ["a", "b"], "answer": 0})", "key question: expected a text, found number");
    row(R"({"question": "x", "choices": ["a", 4], "answer": 0})", "key choices[1]: expected a text, found number");
    row(R"({"question": "x", "choices": {"text": ["a", "b"], "label": ["A"]}, "answerKey": "A"})", "key choices.label: expected 2 labels, found 1");
    row(R"({"question": "x", "choices": 5, "answerKey": "A"})", "key choices");
    row(R"({"question": {"stem": "x", "choices": [3]}, "answerKey": "A"})", "choices[].text");
    row(R"({"endings": ["a", "b"], "label": "0"})", "key ctx: expected this key");
    row(R"({"question": "x", "mc1_targets": {"choices": ["a", "b"], "labels": [0, 0]}})", "key mc1_targets: expected one label that is 1, found 0");
    row(R"({"question": "x", "mc1_targets": {"choices": ["a", "b"], "labels": [1]}})", "key mc1_targets.labels");
    row(R"({"question": "x", "mc1_targets": [1]})", "key mc1_targets: expected an object");
}

void QuestionsTest::refusals()
{
    QFETCH(QByteArray, content);
    QFETCH(QByteArray, says);
    const auto file = read(content.toStdString());
    QVERIFY(!file.has_value());
    QVERIFY2(file.error().text().find(says.toStdString()) != std::string::npos, file.error().text().c_str());
    QVERIFY(file.error().file.ends_with("questions.jsonl"));
}

void QuestionsTest::linesAreCountedAndEmptyOnesSkipped()
{
    const std::string good = R"({"question": "x", "choices": ["a", "b"], "answer": 0})";
    QCOMPARE(read(good + "\r\n\n" + good)->questions.size(), std::size_t(2));
    QVERIFY(read(good + "\n\n{\"question\": \"x\"}").error().place.text().starts_with("line 3"));
    QVERIFY(!text::read_questions(m_folder.filePath(QStringLiteral("none.jsonl")).toStdString()).has_value());
    QVERIFY(!text::read_questions(m_folder.path().toStdString()).has_value());
}

void QuestionsTest::aLayoutCanBeAskedFor()
{
    const std::string line = R"({"question": "2+2?", "subject": "maths", "choices": ["3", "4"], "answer": 1})";
    QCOMPARE(read(line, "plain")->questions.front().choices[1], std::string(" 4"));
    QCOMPARE(read(line, "mmlu")->questions.front().choices[1], std::string(" B"));
    QVERIFY(read(line, "arc").error().message.text().find("found answer, choices, question, subject") != std::string::npos);
}

void QuestionsTest::theBundledSetIsTheOneMade()
{
    const std::string path = std::string(ROPEWALK_SOURCE_DIR) + "/resources/demo/questions.jsonl";
    std::ifstream file(path);
    const std::string content{std::istreambuf_iterator<char>(file), {}};
    QVERIFY(content == text::demo_questions_file());
    const auto read = text::read_questions(path);
    QVERIFY(read.has_value());
    QCOMPARE(read->layout, std::string("plain"));
    QVERIFY(read->questions == text::demo_questions(int(read->questions.size())));
}

/// The right answer was told in the prompt, word for word; no other choice is true of the same thing; all fit L.
void QuestionsTest::theBundledSetCanBeAnswered()
{
    const auto tokenizer = text::load_tokenizer(std::string(ROPEWALK_SOURCE_DIR) + "/resources/demo");
    QVERIFY(tokenizer.has_value());
    std::set<std::string> prompts;
    int answers[4] = {};
    for (const Question& one : text::demo_questions(240)) {
        QCOMPARE(one.choices.size(), std::size_t(4));
        QVERIFY(prompts.insert(one.prompt).second);
        ++answers[one.answer];
        std::string subject = one.prompt.substr(one.prompt.rfind(". ") + 2);
        subject = subject.find("? ") == std::string::npos ? subject : subject.substr(subject.find("? ") + 2);
        for (int i = 0; i < 4; ++i) {
            const std::string told = subject + one.choices[std::size_t(i)];
            QCOMPARE(one.prompt.find(told) != std::string::npos, i == one.answer);
            const auto tokens = (*tokenizer)->encode(one.prompt + one.choices[std::size_t(i)]).size() + 1;
            QVERIFY2(tokens <= 256, std::to_string(tokens).c_str());
        }
    }
    for (const int count : answers)
        QVERIFY(count > 40);
}

QTEST_GUILESS_MAIN(QuestionsTest)
#include "tst_questions.moc"
