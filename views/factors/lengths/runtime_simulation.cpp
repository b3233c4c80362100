// SPDX-License-Identifier: GPL-3.0-only
#include "views/factors/lengths/runtime_simulation.h"

#include "views/document/document.h"

#include <QLocale>
#include <cmath>

namespace ropewalk::views {

using formats::List;

namespace {

QString count(std::int64_t tokens)
{
    return QString::number(tokens);
}

QString called(const rope::FactorSet& set)
{
    return QString::fromStdString(set.name);
}

bool differ(double one, double other)
{
    return std::abs(one - other) > 1e-6 * std::abs(other);
}

} // namespace

QString RuntimeSimulation::name(formats::Runtime runtime)
{
    if (runtime == formats::Runtime::module)
        return tr("Python module");
    const std::string_view text = formats::name(runtime);
    return QString::fromUtf8(text.data(), qsizetype(text.size()));
}

std::optional<RuntimeSimulation> RuntimeSimulation::of(
    const Document& document, formats::Runtime runtime, const std::string& modelType, std::int64_t started)
{
    const project::Project& project = document.project();
    const auto fits = [&](const rope::FactorSet& set) {
        return int(set.lambda.size()) == project.geometry.pairs();
    };
    const auto serving = [&](std::int64_t tokens) -> const rope::FactorSet* {
        const auto found = rope::serving(project.sets, tokens);
        return found && fits(project.sets[*found]) ? &project.sets[*found] : nullptr;
    };
    const rope::FactorSet* high = serving(project.target_length);
    if (!high)
        high = document.activeSet();
    if (!high || !fits(*high))
        return std::nullopt;
    RuntimeSimulation out;
    out.m_runtime = runtime;
    out.m_sets = project.sets;
    out.m_given.model_type = modelType;
    out.m_given.geometry = project.geometry;
    out.m_given.max_positions = project.target_length;
    out.m_given.allocated = started;
    out.m_given.long_set = *high;
    if (const rope::FactorSet* low = serving(project.geometry.original_length); low && low->id != high->id)
        out.m_given.short_set = *low;
    return out;
}

const rope::FactorSet& RuntimeSimulation::of(List list) const
{
    return list == List::long_list ? m_given.long_set : m_given.short_or_long();
}

RuntimeSwitch RuntimeSimulation::drawn() const
{
    const RuntimeSimulation self = *this;
    return { name(m_runtime),
        [self](std::int64_t tokens) {
            return self.of(formats::applied_by(self.m_runtime, self.m_given, tokens).list).id;
        },
        [self](std::int64_t position, std::int64_t tokens) {
            return self.of(formats::key_list(self.m_runtime, self.m_given, position, tokens)).id;
        } };
}

QString RuntimeSimulation::difference(const formats::Applied& applied, std::int64_t tokens) const
{
    QStringList parts;
    const auto here = rope::serving(m_sets, tokens);
    const rope::FactorSet& there = of(applied.list);
    if (!here)
        parts << tr("no set serves this length here");
    else if (m_sets[*here].id != there.id)
        parts << tr("“%1” serves this length here").arg(called(m_sets[*here]));
    if (applied.n_hat != there.n_hat)
        parts << tr("n̂ %1 is left out").arg(there.n_hat);
    if (differ(applied.attention_factor, there.attention_factor))
        parts << tr("the set's own is %1").arg(QLocale().toString(there.attention_factor, 'g', 4));
    return parts.join(tr("; "));
}

QString RuntimeSimulation::atPrompt(std::int64_t tokens) const
{
    const formats::Applied applied = formats::applied_by(m_runtime, m_given, tokens);
    const std::int64_t started = m_given.allocated > 0 ? m_given.allocated : m_given.max_positions;
    if (formats::chooses_at_start(m_runtime) && tokens > started)
        return tr("A prompt of %1 tokens is longer than %2 is started for, %3.")
            .arg(count(tokens), name(m_runtime), count(started));
    const QString list = !m_given.short_set ? tr("its only list")
        : applied.list == List::long_list   ? tr("the long list")
                                            : tr("the short list");
    const QString text = tr("%1 turns a prompt of %2 tokens with “%3” (%4), attention factor %5")
                             .arg(name(m_runtime), count(tokens), called(of(applied.list)), list,
                                 QLocale().toString(applied.attention_factor, 'g', 4));
    const QString otherwise = difference(applied, tokens);
    return otherwise.isEmpty() ? text + tr(".") : tr("%1: %2.").arg(text, otherwise);
}

QString RuntimeSimulation::crossing() const
{
    const QString trained = count(m_given.geometry.original_length);
    switch (formats::cached_keys(m_runtime, m_given)) {
    case formats::CachedKeys::mixed:
        return tr("A conversation that grows past %1 tokens keeps the keys that were turned with “%2”, while new "
                  "queries turn with “%3” and meet both.")
            .arg(trained, called(of(List::short_list)), called(of(List::long_list)));
    case formats::CachedKeys::dropped:
        return tr("A conversation that grows past %1 tokens loses its cache: all of it is turned anew with “%2”.")
            .arg(trained, called(of(List::long_list)));
    case formats::CachedKeys::alike:
        break;
    }
    return tr("Every key in its cache is turned with one list, also in a conversation that grows past %1 tokens.")
        .arg(trained);
}

} // namespace ropewalk::views
