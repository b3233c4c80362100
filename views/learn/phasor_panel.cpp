// SPDX-License-Identifier: GPL-3.0-only
#include "views/learn/phasor_panel.h"

#include "views/learn/phasor_view.h"
#include "views/plots/pill_button.h"

#include <QCheckBox>
#include <QComboBox>
#include <QHBoxLayout>
#include <QSignalBlocker>
#include <QSlider>
#include <QSpinBox>
#include <limits>

namespace ropewalk::views {

namespace {

constexpr int speeds[]{ 1, 10, 100, 1000, 10000 }; // tokens a second
constexpr int firstSpeed = 2;

QSpinBox* tokenBox(const QString& name, const QString& tip)
{
    auto* box = new QSpinBox;
    box->setKeyboardTracking(false);
    box->setAccelerated(true);
    box->setAccessibleName(name);
    box->setToolTip(tip);
    return box;
}

} // namespace

PhasorPanel::PhasorPanel(QWidget* parent)
    : Panel(tr("Clock hands"), parent)
    , m_view(new PhasorView)
    , m_play(new PillButton(QStringLiteral("▶")))
    , m_slider(new QSlider(Qt::Horizontal))
    , m_position(tokenBox(tr("Position"), tr("The position whose angles are shown, in tokens.")))
    , m_speed(new QComboBox)
    , m_compare(new QCheckBox(tr("and")))
    , m_other(tokenBox(tr("Second position"), tr("Attention sees the angle between the hands at two positions.")))
{
    m_play->setToolTip(tr("Let the position run (Space)."));
    m_play->setAccessibleName(tr("Play"));
    m_slider->setAccessibleName(tr("Position"));
    m_slider->setToolTip(tr("The position whose angles are shown."));
    for (int speed : speeds)
        m_speed->addItem(tr("%1 tokens/s").arg(speed), speed);
    m_speed->setAccessibleName(tr("Speed"));
    m_speed->setToolTip(tr("Tokens a second while it plays."));
    m_compare->setToolTip(tr("Compare with a second position."));
    m_other->setEnabled(false);

    auto* row = new QHBoxLayout;
    row->setSpacing(6);
    row->addWidget(m_play);
    row->addWidget(m_slider, 1);
    row->addWidget(m_position);
    row->addWidget(m_compare);
    row->addWidget(m_other);
    header()->addWidget(m_speed);
    body()->addWidget(m_view, 1);
    body()->addLayout(row);

    connect(m_play, &PillButton::clicked, this, [this] { m_view->setPlaying(!m_view->isPlaying()); });
    connect(m_view, &PhasorView::playingChanged, this, [this](bool playing) {
        m_play->setText(playing ? QStringLiteral("❚❚") : QStringLiteral("▶"));
        m_play->setAccessibleName(playing ? tr("Pause") : tr("Play"));
    });
    connect(m_view, &PhasorView::positionChanged, this, &PhasorPanel::takePosition);
    connect(m_slider, &QSlider::valueChanged, m_view, &PhasorView::setPosition);
    connect(m_position, &QSpinBox::valueChanged, m_view, &PhasorView::setPosition);
    connect(m_speed, &QComboBox::currentIndexChanged, this,
        [this](int index) { m_view->setSpeed(m_speed->itemData(index).toInt()); });
    m_speed->setCurrentIndex(firstSpeed);
    const auto compare = [this] {
        m_other->setEnabled(m_compare->isChecked());
        m_view->setOtherPosition(m_compare->isChecked() ? std::optional<std::int64_t>(m_other->value()) : std::nullopt);
    };
    connect(m_compare, &QCheckBox::toggled, this, compare);
    connect(m_other, &QSpinBox::valueChanged, this, compare);
}

void PhasorPanel::takePosition()
{
    const QSignalBlocker quietSlider(m_slider);
    const QSignalBlocker quietBox(m_position);
    m_slider->setValue(int(m_view->position()));
    m_position->setValue(int(m_view->position()));
}

void PhasorPanel::refreshRange()
{
    const std::int64_t most = std::numeric_limits<int>::max();
    const int last = int(std::clamp<std::int64_t>(m_view->sets().target - 1, 0, most));
    const QSignalBlocker quietSlider(m_slider);
    const QSignalBlocker quietBox(m_position);
    const QSignalBlocker quietOther(m_other);
    m_slider->setRange(0, last);
    m_slider->setPageStep(int(std::max<std::int64_t>(1, m_view->sets().geometry.original_length / 8)));
    m_position->setRange(0, last);
    m_other->setRange(0, last);
    const QSignalBlocker quietCompare(m_compare);
    m_compare->setChecked(m_view->otherPosition().has_value());
    m_other->setEnabled(m_compare->isChecked());
    if (m_view->otherPosition())
        m_other->setValue(int(*m_view->otherPosition()));
    takePosition();
}

} // namespace ropewalk::views
