// SPDX-License-Identifier: Apache-2.0
#include "core/text/questions/question_layouts.h"

#include <algorithm>
#include <cctype>
#include <nlohmann/json.hpp>

namespace ropewalk::text {

namespace {

using nlohmann::json;

tl::unexpected<Error> wrong_kind(const std::string& key, const Words& expected, const json& found)
{
    return failure(words("expected {1}, found {2}", expected, found.type_name()), {}, at_key(key));
}

Result<std::string> text_of(const json& object, const std::string& key)
{
    const auto found = object.find(key);
    if (found == object.end())
        return failure(words("expected this key, found none"), {}, at_key(key));
    if (!found->is_string())
        return wrong_kind(key, words("a text"), *found);
    return found->get<std::string>();
}

Result<std::vector<std::string>> texts_of(const json& object, const std::string& key, const std::string& shown)
{
    const auto found = object.find(key);
    if (found == object.end())
        return failure(words("expected this key, found none"), {}, at_key(shown));
    if (!found->is_array())
        return wrong_kind(shown, words("a list of texts"), *found);
    std::vector<std::string> out;
    for (const json& one : *found) {
        if (!one.is_string())
            return wrong_kind(shown + "[" + std::to_string(out.size()) + "]", words("a text"), one);
        out.push_back(one.get<std::string>());
    }
    return out;
}

/// Which choice a key names: an index, digits that are one, a label, or the choice's own text.
Result<int> answer_of(const json& object, const std::string& key, const std::vector<std::string>& labels)
{
    const auto found = object.find(key);
    if (found == object.end())
        return failure(words("expected this key, found none"), {}, at_key(key));
    const auto count = static_cast<std::int64_t>(labels.size());
    std::int64_t index = -1;
    if (found->is_number_integer()) {
        index = found->get<std::int64_t>();
    } else if (found->is_string()) {
        const auto& word = found->get_ref<const std::string&>();
        const auto at = std::ranges::find(labels, word);
        if (at != labels.end())
            index = at - labels.begin();
        else if (!word.empty() && word.size() < 4 && std::ranges::all_of(word, [](unsigned char c) { return std::isdigit(c); }))
            index = std::stoi(word);
    } else {
        return wrong_kind(key, words("an index or a label"), *found);
    }
    if (index < 0 || index >= count)
        return failure(words("expected one of {1} choices, found {2}", count, found->dump()), {}, at_key(key));
    return static_cast<int>(index);
}

std::vector<std::string> letters(std::size_t count)
{
    std::vector<std::string> out;
    for (std::size_t i = 0; i < count && i < 26; ++i)
        out.emplace_back(1, static_cast<char>('A' + i));
    return out;
}

std::vector<std::string> spaced(std::vector<std::string> choices)
{
    for (std::string& choice : choices)
        choice.insert(choice.begin(), ' ');
    return choices;
}

bool has(const json& object, std::initializer_list<const char*> keys)
{
    return std::ranges::all_of(keys, [&](const char* key) { return object.contains(key); });
}

Result<Question> read_plain(const json& object)
{
    auto question = text_of(object, "question");
    auto choices = texts_of(object, "choices", "choices");
    if (!question || !choices)
        return tl::unexpected(question ? choices.error() : question.error());
    const auto answer = answer_of(object, "answer", *choices);
    if (!answer)
        return tl::unexpected(answer.error());
    return Question{std::move(*question), spaced(std::move(*choices)), *answer};
}

Result<Question> read_arc(const json& object)
{
    // The first release nests all of it under "question", each choice an object.
    const json& question = object["question"];
    const bool nested = question.is_object();
    auto text = nested ? text_of(question, "stem") : text_of(object, "question");
    if (!text)
        return tl::unexpected(text.error());
    const json& choices = nested ? question.value("choices", json()) : object["choices"];
    std::vector<std::string> texts, labels;
    if (choices.is_array()) {
        for (const json& one : choices) {
            auto choice = one.is_object() ? text_of(one, "text") : text_of(json::object(), "choices[].text");
            auto label = one.is_object() ? text_of(one, "label") : text_of(json::object(), "choices[].label");
            if (!choice || !label)
                return tl::unexpected(choice ? label.error() : choice.error());
            texts.push_back(std::move(*choice));
            labels.push_back(std::move(*label));
        }
    } else if (choices.is_object()) {
        auto all = texts_of(choices, "text", "choices.text"), of = texts_of(choices, "label", "choices.label");
        if (!all || !of)
            return tl::unexpected(all ? of.error() : all.error());
        texts = std::move(*all);
        labels = std::move(*of);
    } else {
        return wrong_kind("choices", words("an object with text and label"), choices);
    }
    if (labels.size() != texts.size())
        return failure(
            words("expected {1} labels, found {2}", texts.size(), labels.size()), {}, at_key("choices.label"));
    const auto answer = answer_of(object, "answerKey", labels);
    if (!answer)
        return tl::unexpected(answer.error());
    return Question{"Question: " + *text + "\nAnswer:", spaced(std::move(texts)), *answer};
}

/// WikiHow's marks go: " [title]" ends a sentence, other brackets hold no text.
std::string without_marks(std::string text)
{
    for (std::size_t at; (at = text.find(" [title]")) != std::string::npos;)
        text.replace(at, 8, ". ");
    for (std::size_t open; (open = text.find('[')) != std::string::npos;) {
        const std::size_t close = text.find(']', open);
        if (close == std::string::npos)
            break;
        text.erase(open, close - open + 1);
    }
    for (std::size_t at; (at = text.find("  ")) != std::string::npos;)
        text.erase(at, 1);
    const std::size_t first = text.find_first_not_of(' '), last = text.find_last_not_of(' ');
    return first == std::string::npos ? std::string() : text.substr(first, last - first + 1);
}

Result<Question> read_hellaswag(const json& object)
{
    auto endings = texts_of(object, "endings", "endings");
    if (!endings)
        return tl::unexpected(endings.error());
    std::string context;
    if (has(object, {"ctx_a", "ctx_b"})) {
        auto a = text_of(object, "ctx_a"), b = text_of(object, "ctx_b");
        if (!a || !b)
            return tl::unexpected(a ? b.error() : a.error());
        if (!b->empty())
            b->front() = static_cast<char>(std::toupper(static_cast<unsigned char>(b->front())));
        context = *a + " " + *b;
    } else {
        auto whole = text_of(object, "ctx");
        if (!whole)
            return tl::unexpected(whole.error());
        context = *whole;
    }
    if (object.contains("activity_label")) {
        const auto activity = text_of(object, "activity_label");
        if (!activity)
            return tl::unexpected(activity.error());
        context = *activity + ": " + context;
    }
    const auto answer = answer_of(object, "label", std::vector<std::string>(endings->size()));
    if (!answer)
        return tl::unexpected(answer.error());
    for (std::string& ending : *endings)
        ending = without_marks(ending);
    return Question{without_marks(context), spaced(std::move(*endings)), *answer};
}

Result<Question> read_mmlu(const json& object)
{
    auto question = text_of(object, "question"), subject = text_of(object, "subject");
    auto choices = texts_of(object, "choices", "choices");
    if (!question || !subject || !choices)
        return tl::unexpected(!question ? question.error() : subject ? choices.error() : subject.error());
    const std::vector<std::string> labels = letters(choices->size());
    const auto answer = answer_of(object, "answer", labels);
    if (!answer)
        return tl::unexpected(answer.error());
    std::string prompt = *question;
    for (std::size_t i = 0; i < labels.size(); ++i)
        prompt += "\n" + labels[i] + ". " + (*choices)[i];
    return Question{prompt + "\nAnswer:", spaced(labels), *answer};
}

Result<Question> read_truthfulqa(const json& object)
{
    auto question = text_of(object, "question");
    if (!question)
        return tl::unexpected(question.error());
    const json& targets = object["mc1_targets"];
    if (!targets.is_object())
        return wrong_kind("mc1_targets", words("an object"), targets);
    std::vector<std::string> choices;
    std::vector<json> labels;
    if (has(targets, {"choices", "labels"})) {
        auto all = texts_of(targets, "choices", "mc1_targets.choices");
        if (!all)
            return tl::unexpected(all.error());
        if (!targets["labels"].is_array() || targets["labels"].size() != all->size())
            return failure(words("expected {1} labels", all->size()), {}, at_key("mc1_targets.labels"));
        choices = std::move(*all);
        labels.assign(targets["labels"].begin(), targets["labels"].end());
    } else {
        for (const auto& [choice, label] : targets.items()) {
            choices.push_back(choice);
            labels.push_back(label);
        }
    }
    const auto right = [](const json& label) { return label.is_number_integer() && label == 1; };
    if (std::ranges::count_if(labels, right) != 1)
        return failure(words("expected one label that is 1, found {1}", std::ranges::count_if(labels, right)), {},
            at_key("mc1_targets"));
    const auto answer = std::ranges::find_if(labels, right) - labels.begin();
    return Question{"Q: " + *question + "\nA:", spaced(std::move(choices)), static_cast<int>(answer)};
}

} // namespace

const std::vector<QuestionLayout>& question_layouts()
{
    static const std::vector<QuestionLayout> all{
        {"arc", [](const json& o) { return has(o, {"question", "answerKey"}); }, read_arc},
        {"truthfulqa", [](const json& o) { return has(o, {"question", "mc1_targets"}); }, read_truthfulqa},
        {"hellaswag", [](const json& o) { return has(o, {"endings", "label"}); }, read_hellaswag},
        {"mmlu", [](const json& o) { return has(o, {"question", "subject", "choices", "answer"}); }, read_mmlu},
        {"plain", [](const json& o) { return has(o, {"question", "choices", "answer"}); }, read_plain},
    };
    return all;
}

} // namespace ropewalk::text
