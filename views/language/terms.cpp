// SPDX-License-Identifier: GPL-3.0-only
#include "views/language/terms.h"

#include <QCoreApplication>
#include <QStringList>

namespace ropewalk::views {

namespace {

/// What translators find these texts under.
struct Texts
{
    Q_DECLARE_TR_FUNCTIONS(Terms)
};

constexpr qsizetype lineLength = 70; // letters; tool tips break no line of their own

QString sentence(Term term)
{
    switch (term) {
    case Term::lambda:
        return Texts::tr("λ, the rescale factor of a pair: its rotation is slowed down by so much, 1 leaves it as it is.");
    case Term::nHat:
        return Texts::tr("n̂: the first n̂ positions of a text keep plain RoPE, whatever λ says.");
    case Term::acrossNHat:
        return Texts::tr("Across n̂ a query turns by its λ and the key before it does not, so the angle between "
                         "neighbours is that of n̂/λ − (n̂ − 1) tokens in plain RoPE: below 0 the key seems to lie "
                         "ahead of the query, which no training showed.");
    case Term::attentionFactor:
        return Texts::tr("Attention factor: cos and sin are multiplied by it, so attention scores get its square.");
    case Term::wavelength:
        return Texts::tr("Wavelength: the tokens after which a pair has turned once around.");
    case Term::criticalPair:
        return Texts::tr("Critical pair: the first one that never turned once around within the trained window, so that "
                         "longer texts bring angles it has not seen.");
    case Term::coverage:
        return Texts::tr("Trained coverage: the share of the positions up to the target whose angle this pair saw in "
                         "training; what is coloured it never saw.");
    case Term::bound:
        return Texts::tr("Bound: no tool and no search raises λ above it.");
    case Term::target:
        return Texts::tr("Target length L′: the tokens that the model is to be stretched to; s is L′ over the trained "
                         "length L.");
    case Term::none:
        return Texts::tr("Plain RoPE: every λ is 1, as models are trained before they are scaled.");
    case Term::pi:
        return Texts::tr("PI, positional interpolation: every λ is s, so all positions are squeezed into the trained "
                         "window.");
    case Term::ntk:
        return Texts::tr("NTK-aware scaling: a larger rotary base, so λ grows from 1 at the fastest pair to s at the "
                         "slowest.");
    case Term::dynamicNtk:
        return Texts::tr("Dynamic NTK: NTK-aware scaling that grows with the prompt, shown as transformers turns it "
                         "with the factor s at a prompt of s·L tokens, which is NTK at s² − s + 1.");
    case Term::llama3:
        return Texts::tr("Llama 3: pairs with more than four turns within L are left alone, those with less than one "
                         "interpolated by s, with a ramp between.");
    case Term::longRope2:
        return Texts::tr("LongRoPE2: PI from the critical pair on, and NTK through it below.");
    case Term::yarn:
        break;
    }
    return Texts::tr("YaRN: fast pairs are left alone, slow ones interpolated by s, with a ramp between and an attention "
                     "factor above 1.");
}

} // namespace

QString inLines(const QString& text)
{
    QStringList lines(QString{});
    for (const QString& word : text.split(u' ')) {
        if (!lines.back().isEmpty() && lines.back().size() + word.size() >= lineLength)
            lines << QString();
        lines.back() += lines.back().isEmpty() ? word : u' ' + word;
    }
    return lines.join(u'\n');
}

QString explained(Term term)
{
    return inLines(sentence(term));
}

QString explainedBaseline(const QString& id)
{
    if (id == u"none")
        return explained(Term::none);
    if (id == u"pi")
        return explained(Term::pi);
    if (id == u"ntk")
        return explained(Term::ntk);
    if (id == u"method-dynamic NTK")
        return explained(Term::dynamicNtk);
    if (id == u"method-Llama 3")
        return explained(Term::llama3);
    if (id == u"method-LongRoPE2")
        return explained(Term::longRope2);
    return id == u"yarn" ? explained(Term::yarn) : QString();
}

} // namespace ropewalk::views
