// SPDX-License-Identifier: GPL-3.0-only
#include "views/factors/tools/blend_bar.h"

#include "views/document/document.h"
#include "views/factors/tools/curve_editing.h"
#include "views/language/set_texts.h"
#include "views/plots/panel.h"

#include "core/rope/edit/shapes.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QSignalBlocker>
#include <QSlider>
#include <limits>
#include <numeric>

namespace ropewalk::views {

namespace {

std::vector<rope::FactorSet> others(const Document& document)
{
    std::vector<rope::FactorSet> sets = document.project().sets;
    for (rope::FactorSet& baseline : document.baselines())
        sets.push_back(std::move(baseline));
    std::erase_if(sets, [&document](const rope::FactorSet& set) {
        return set.id == document.project().active_set
            || int(set.lambda.size()) != document.geometry().pairs();
    });
    return sets;
}

} // namespace

BlendBar::BlendBar(CurveEditing* editing, QWidget* parent)
    : QWidget(parent)
    , m_editing(editing)
    , m_other(new QComboBox)
    , m_slider(new QSlider(Qt::Horizontal))
    , m_share(Panel::note({}))
{
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    QLabel* from = Panel::note(tr("this set"));
    from->setWordWrap(false);
    m_share->setWordWrap(false);
    row->addWidget(from);
    row->addWidget(m_slider);
    row->addWidget(m_other);
    row->addWidget(m_share);
    row->addStretch(1);
    m_slider->setRange(0, 100);
    m_slider->setPageStep(10);
    m_slider->setMinimumWidth(160);
    m_slider->setAccessibleName(tr("Share of the other set in percent"));
    m_slider->setToolTip(tr("λ by logarithm from this set to the other; the attention factor linearly"));
    m_other->setAccessibleName(tr("Set to interpolate to"));
    m_other->setFont(from->font());

    connect(m_slider, &QSlider::valueChanged, this, &BlendBar::blend);
    connect(m_slider, &QSlider::sliderPressed, this, [this] {
        begin();
        Q_EMIT this->editing(true);
    });
    connect(m_slider, &QSlider::sliderReleased, this, [this] { Q_EMIT this->editing(false); });
    connect(m_other, &QComboBox::currentIndexChanged, this, [this] {
        m_made = {};
        startOver();
    });
    Document* document = editing->document();
    connect(document, &Document::projectReset, this, &BlendBar::refreshChoices);
    connect(document, &Document::setsChanged, this, &BlendBar::refreshChoices);
    connect(document, &Document::modelChanged, this, &BlendBar::refreshChoices);
    connect(document, &Document::activeSetChanged, this, &BlendBar::refreshChoices);
    connect(document, &Document::setEdited, this, &BlendBar::startOver);
    refreshChoices();
}

void BlendBar::refreshChoices()
{
    const QVariant chosen = m_other->currentData();
    const QSignalBlocker quiet(m_other);
    m_other->clear();
    for (const rope::FactorSet& set : others(*m_editing->document()))
        m_other->addItem(shownName(set), QString::fromStdString(set.id));
    m_other->setCurrentIndex(std::max(0, m_other->findData(chosen)));
    startOver();
}

void BlendBar::startOver()
{
    const rope::FactorSet* set = m_editing->set();
    if (m_blending || (set && set->id == m_made.id && set->same_rotation(m_made)))
        return;
    const QSignalBlocker quiet(m_slider);
    m_slider->setValue(0);
    m_share->clear();
    m_gesture = 0;
}

void BlendBar::begin()
{
    const rope::FactorSet* set = m_editing->set();
    if (!set || (m_gesture != 0 && set->id == m_made.id && set->same_rotation(m_made)))
        return;
    m_from = *set;
    m_made = *set;
    m_gesture = m_editing->document()->beginGesture();
}

void BlendBar::blend(int percent)
{
    begin();
    const rope::FactorSet* set = m_editing->set();
    const std::string id = m_other->currentData().toString().toStdString();
    for (const rope::FactorSet& other : others(*m_editing->document())) {
        if (!set || other.id != id)
            continue;
        const double share = percent / 100.0;
        rope::EditRules rules = m_editing->rules();
        rules.low = 1e-6;
        rules.high = std::numeric_limits<double>::max();
        std::vector<int> all(set->lambda.size());
        std::iota(all.begin(), all.end(), 0);
        rope::FactorSet blended = *set;
        blended.lambda = percent == 0
            ? m_from.lambda
            : rope::settled(m_from.lambda, rope::blended(m_from.lambda, other.lambda, share), all, rules);
        blended.attention_factor = (1 - share) * m_from.attention_factor + share * other.attention_factor;
        blended.n_hat = share <= 0.5 ? m_from.n_hat : other.n_hat;
        m_blending = true;
        m_editing->document()->setRotation(
            set->id, blended, tr("Interpolate to “%1”").arg(shownName(other)), m_gesture);
        m_blending = false;
        m_made = *m_editing->set();
        m_share->setText(tr("%1 %").arg(percent));
        return;
    }
}

} // namespace ropewalk::views
