// SPDX-License-Identifier: GPL-3.0-only
#include "views/perplexity/length_settings.h"

#include "core/protocol/messages.h"

#include <QComboBox>
#include <QSpinBox>
#include <algorithm>

namespace ropewalk::views {

namespace {

constexpr int positionBins = 48; // of the losses by position
constexpr const char* means[]{ "token-weighted", "document-mean" }; // in the box's order
constexpr const char* splits[]{ "held-out", "search" };

} // namespace

LengthSettings::LengthSettings(QWidget* parent)
    : SettingsGrid(4, parent)
    , m_lengths(addLengths(LengthSettings::tr("lengths"), LengthSettings::tr("Windows of these many tokens")))
    , m_samples(addNumber(LengthSettings::tr("texts"), LengthSettings::tr("Texts at each length; the band spans the best and the worst of them"), 1, 1000, protocol::default_samples))
    , m_stride(addNumber(LengthSettings::tr("stride"),
          LengthSettings::tr("Tokens by which a window slides over one text, so that every token has a full window before it; 0 = one "
             "window a text"),
          0, 1000000, 0))
    , m_textLength(addNumber(LengthSettings::tr("text length"),
          LengthSettings::tr("Tokens of each text that windows of every length slide over; as long as the longest of them unless said "
             "otherwise"),
          0, 1 << 24, 0))
    , m_mean(addChoice(LengthSettings::tr("mean"),
          LengthSettings::tr("Over all tokens, or the mean of the texts' own means, unweighted, which is the convention of LongRoPE's "
             "released code"),
          { LengthSettings::tr("of all tokens"), LengthSettings::tr("of texts, as released") }))
    , m_split(addChoice(LengthSettings::tr("text"), LengthSettings::tr("A search never sees the held-out half"), { LengthSettings::tr("held-out"), LengthSettings::tr("search's") }))
{
    m_stride->setSpecialValueText(LengthSettings::tr("none"));
    m_textLength->setSpecialValueText(LengthSettings::tr("longest"));
    const auto follow = [this] { m_textLength->setEnabled(m_stride->value() > 0); };
    connect(m_stride, &QSpinBox::valueChanged, this, follow);
    follow();
}

void LengthSettings::setTask(const rope::Geometry& geometry, std::int64_t target)
{
    m_lengths->setDefault(doubledLengths(geometry.original_length / 4, target));
}

protocol::CurveParams LengthSettings::params() const
{
    protocol::CurveParams params;
    params.lengths = m_lengths->lengths();
    params.samples = m_samples->value();
    params.stride = m_stride->value();
    params.text_length = m_stride->value() > 0 ? m_textLength->value() : 0;
    params.mean = means[m_mean->currentIndex()];
    params.split = splits[m_split->currentIndex()];
    params.position_bins = positionBins;
    return params;
}

void LengthSettings::setParams(const protocol::CurveParams& params)
{
    m_lengths->setLengths(params.lengths);
    m_samples->setValue(params.samples);
    m_stride->setValue(int(params.stride));
    m_textLength->setValue(int(params.text_length));
    m_mean->setCurrentIndex(params.mean == means[1] ? 1 : 0);
    m_split->setCurrentIndex(params.split == splits[1] ? 1 : 0);
}

} // namespace ropewalk::views
