// SPDX-License-Identifier: GPL-3.0-only
#include "views/learn/lessons.h"

#include "core/rope/methods.h"
#include "views/frequency/frequency_rows.h"
#include "views/plots/axis.h"

#include <QCoreApplication>
#include <algorithm>

namespace ropewalk::views {

namespace {

struct Source
{
    const char* title;
    const char* text;
};

constexpr Source sources[]{
    { QT_TRANSLATE_NOOP("Lessons", "A position becomes an angle"),
        QT_TRANSLATE_NOOP("Lessons",
            "<p>Rotary embeddings (RoPE) take {d} numbers of each query and key as {pairs} pairs, and turn every pair "
            "like a clock hand. Pair <i>i</i> of the token at position <i>n</i> turns by</p>"
            "<p align='center'><i>n</i>·θ<sub>i</sub>, &nbsp; θ<sub>i</sub> = <i>b</i><sup>−2i/d</sup></p>"
            "<p>with <i>b</i> = {b} in this model. At position 0 every hand points up. Pair 0 turns by one radian a "
            "token, the last pair by only {slow}.</p>"
            "<p><b>Try:</b> press ▶ beneath the hands, or drag the slider.</p>") },
    { QT_TRANSLATE_NOOP("Lessons", "Attention sees differences"),
        QT_TRANSLATE_NOOP("Lessons",
            "<p>The score of a query at one position with a key at another is a sum over the pairs. Turning both leaves "
            "one thing of the two positions: the angle between the hands, distance·θ<sub>i</sub>. It is filled in.</p>"
            "<p>If the pairs of q and k were equally long and pointed the same way before they were turned, what is left "
            "of q·k is the mean cosine of these angles: the <i>decay</i> view draws it for every distance. Near tokens agree in all pairs; far away the fast "
            "pairs cancel out.</p>"
            "<p><b>Try:</b> move both positions by the same number of tokens. The filled angles stay as they are.</p>") },
    { QT_TRANSLATE_NOOP("Lessons", "Fast pairs, slow pairs"),
        QT_TRANSLATE_NOOP("Lessons",
            "<p>A pair needs T<sub>i</sub> = 2π/θ<sub>i</sub> tokens for a full turn: its wavelength. Here they reach from "
            "{shortest} to {longest} tokens, and the model was trained on L = {L}.</p>"
            "<p>From the critical pair on, no pair ever completed a turn in training:</p>"
            "<p align='center'>⌈(<i>d</i>/2)·log<sub>b</sub>(L/2π)⌉ = {critical}</p>"
            "<p>In each dial the part that training visited is shaded: whole for fast pairs, a slice for slow ones.</p>"
            "{scaled}"
            "<p><b>Try:</b> choose pairs on both sides of the dashed red line.</p>") },
    { QT_TRANSLATE_NOOP("Lessons", "Beyond the trained window"),
        QT_TRANSLATE_NOOP("Lessons",
            "<p>Now the position is {last}, the end of the target. Fast pairs meet angles that they know. Slow pairs meet "
            "angles beyond the largest that training showed them, (L&nbsp;−&nbsp;1)·θ<sub>i</sub>: out of distribution, after "
            "LongRoPE2. Their rims are red.</p>"
            "<p>The map below shows for every pair and position how far the angle is from what was seen, and beside "
            "it the share of positions that was seen. Attention sees differences, so the same holds for distances.</p>"
            "{scaled}"
            "<p><b>Try:</b> walk along the edge at L in the map.</p>") },
    { QT_TRANSLATE_NOOP("Lessons", "Interpolation"),
        QT_TRANSLATE_NOOP("Lessons",
            "<p>Position interpolation (PI) divides every angle by s = L′/L = {s}: each rescale factor λ<sub>i</sub> is "
            "{s}. The red is gone but for the last few positions.</p>"
            "<p>The price: the fast pairs, which tell neighbours apart and had nothing to fear, turn {s} times more "
            "slowly too. In the decay view the curve of PI is that of plain RoPE, pulled {s} times to the right: "
            "neighbours look more alike than in training.</p>"
            "<p><b>Try:</b> read both curves at distance 1 and at distance {s}.</p>") },
    { QT_TRANSLATE_NOOP("Lessons", "Not every pair alike"),
        QT_TRANSLATE_NOOP("Lessons",
            "<p>NTK-aware scaling leaves the fastest pair alone and stretches the slowest by s:</p>"
            "<p align='center'>λ<sub>i</sub> = s<sup>2i/(d−2)</sup></p>"
            "<p>YaRN decides by turns: pairs with more than 32 turns within L keep λ = 1, those with less than one get "
            "λ = s, with a ramp between. It also multiplies cos and sin by an attention factor m = 0.1·ln s + 1, so that "
            "scores are multiplied by m².</p>"
            "<p>Both are curves that somebody thought of. Is there a better one?</p>"
            "<p><b>Try:</b> compare their wavelengths around the critical pair.</p>") },
    { QT_TRANSLATE_NOOP("Lessons", "LongRoPE: search the curve"),
        QT_TRANSLATE_NOOP("Lessons",
            "<p>LongRoPE gives every pair a factor of its own, and leaves the first n̂ positions as they were (eq. 3):</p>"
            "<p align='center'><i>n</i>·θ<sub>i</sub> for <i>n</i> &lt; n̂, &nbsp; <i>n</i>·θ<sub>i</sub>/λ<sub>i</sub> for "
            "<i>n</i> ≥ n̂</p>"
            "<p>An evolutionary search draws λ<sub>i</sub> from 1 to 1.25·s, growing from pair to pair, and n̂ from 0 to "
            "256. It starts from PI, NTK and YaRN; a candidate is as good as the model's perplexity at the target. "
            "The attention factor of its code:</p>"
            "<p align='center'>√(1 + ln s/ln L) = {m}</p>"
            "<p><b>Try:</b> edit a factor of your set, or let the search run (F5), and come back.</p>") },
    { QT_TRANSLATE_NOOP("Lessons", "The critical pair, again"),
        QT_TRANSLATE_NOOP("Lessons",
            "<p>To stay inside the trained angles, pairs from the critical one on need λ<sub>i</sub> ≥ s. LongRoPE2 found "
            "that in real models this begins earlier than theory says: at pair 25 instead of 31 for Phi-3-mini, at 30 "
            "instead of 35 for LLaMA-3-8B.</p>"
            "<p>It searches this pair r too: λ in [s, 2s] from r on, NTK through λ<sub>r</sub> below it. Its fitness is the "
            "perplexity of the answer's tokens alone, in texts with a needle to find.</p>"
            "<p><b>Try:</b> see in the map which of your set's pairs leave what was seen, and judge by perplexity and "
            "passkey whether that hurts.</p>") },
};

/// Where training is not plain RoPE at L.
constexpr const char* scaledText = QT_TRANSLATE_NOOP("Lessons",
    "<p>This model ships scaled: it was last trained on {length} tokens with its own factors λ<sub>i</sub>, so the "
    "largest angle of a pair in training is ({length}&nbsp;−&nbsp;1)·θ<sub>i</sub>/λ<sub>i</sub>. What is shaded and "
    "what is red follows that.</p>");

QString filled(
    const char* source, const rope::Geometry& geometry, const rope::Trained& trained, std::int64_t target)
{
    const double s = rope::scale_for(geometry, target);
    const int last = geometry.pairs() - 1;
    QString text = QCoreApplication::translate("Lessons", source);
    const QString scaled = trained.is_plain() ? QString() : QCoreApplication::translate("Lessons", scaledText);
    const std::initializer_list<std::pair<const char*, QString>> values {
        { "{scaled}", scaled },
        { "{length}", QString::number(rope::trained_length(geometry, trained)) },
        { "{d}", QString::number(geometry.rotary_dim) },
        { "{pairs}", QString::number(geometry.pairs()) },
        { "{b}", shortText(geometry.theta, 7) },
        { "{slow}", shortText(rope::frequency(geometry, last), 3) },
        { "{shortest}", shortText(rope::wavelength(geometry, 0), 3) },
        { "{longest}", shortText(rope::wavelength(geometry, last), 3) },
        { "{L}", QString::number(geometry.original_length) },
        { "{critical}", QString::number(rope::critical_pair(geometry)) },
        { "{last}", QString::number(target - 1) },
        { "{s}", shortText(s, 4) },
        { "{m}", shortText(rope::longrope_attention_factor(geometry, s), 4) },
    };
    for (const auto& [name, value] : values)
        text.replace(QLatin1String(name), value);
    return text;
}

} // namespace

std::vector<Lesson> lessons(const rope::Geometry& geometry, const rope::Trained& trained, std::int64_t target)
{
    std::vector<Lesson> all;
    for (const Source& source : sources) {
        Lesson& lesson = all.emplace_back();
        lesson.title = QCoreApplication::translate("Lessons", source.title);
        lesson.text = filled(source.text, geometry, trained, target);
        lesson.first = QStringLiteral("none");
    }
    const std::int64_t original = geometry.original_length;
    // The last position whose angles interpolation by s keeps within the trained ones.
    const auto reached = std::int64_t(rope::scale_for(geometry, target) * double(original - 1));
    const int critical = std::min(rope::critical_pair(geometry), geometry.pairs() - 1);
    all[0].position = 1;
    all[1].position = original / 4;
    all[1].other = original / 4 - std::min<std::int64_t>(8, original / 4);
    all[2].position = original - 1;
    all[2].pair = critical;
    all[2].part = LearnPart::wavelengths;
    for (std::size_t i = 3; i < all.size(); ++i)
        all[i].position = std::min(target - 1, reached);
    all[3].position = target - 1;
    all[3].part = LearnPart::unseen;
    all[4].first = QStringLiteral("pi");
    all[4].second = QStringLiteral("none");
    all[4].part = LearnPart::decay;
    all[5].first = QStringLiteral("yarn");
    all[5].second = QStringLiteral("ntk");
    all[5].part = LearnPart::wavelengths;
    all[6].first = QStringLiteral("active");
    all[6].second = QStringLiteral("pi");
    all[6].part = LearnPart::wavelengths;
    all[7].first = QStringLiteral("active");
    all[7].second = QStringLiteral("none");
    all[7].part = LearnPart::unseen;
    return all;
}

} // namespace ropewalk::views
