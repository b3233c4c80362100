// SPDX-License-Identifier: GPL-3.0-only
#include "views/plots/axis.h"

#include <QCoreApplication>
#include <QLocale>
#include <algorithm>
#include <cmath>
#include <numeric>

namespace ropewalk::views {

namespace {

constexpr double smallest = 1e-12;

/// The least 1, 2 or 5 times a power of ten that is not below step.
double roundStep(double step)
{
    const double power = std::pow(10.0, std::floor(std::log10(step)));
    for (double factor : { 1.0, 2.0, 5.0 })
        if (factor * power >= step * (1 - 1e-9))
            return factor * power;
    return 10.0 * power;
}

std::vector<Tick> linearTicks(double low, double high, int atMost, bool whole)
{
    const double step = std::max(roundStep((high - low) / std::max(1, atMost)), whole ? 1.0 : 0.0);
    std::vector<Tick> ticks;
    for (double k = std::ceil(low / step - 1e-9); k * step <= high + step * 1e-9; ++k)
        ticks.push_back({ k * step, numberText(k * step, step) });
    return ticks;
}

/// mantissas × base^k within low … high.
std::vector<double> ladder(double low, double high, double base, std::initializer_list<double> mantissas)
{
    std::vector<double> values;
    const int first = int(std::floor(std::log(low) / std::log(base)));
    const int last = int(std::ceil(std::log(high) / std::log(base)));
    for (int k = first; k <= last; ++k)
        for (double mantissa : mantissas) {
            const double value = mantissa * std::pow(base, k);
            if (value >= low * (1 - 1e-9) && value <= high * (1 + 1e-9))
                values.push_back(value);
        }
    return values;
}

/// As the user's language writes it, without groups: 2048 and 0,5.
QString written(double value, char format, int precision)
{
    QLocale locale;
    locale.setNumberOptions(QLocale::OmitGroupSeparator);
    return locale.toString(value, format, precision);
}

QString withMinus(QString text)
{
    return text.replace(u'-', QChar(0x2212));
}

QString withoutTrailingZeros(QString text)
{
    const QString point = QLocale().decimalPoint();
    if (!text.contains(point))
        return text;
    if (const qsizetype power = text.indexOf(QLocale().exponential()); power >= 0)
        return withoutTrailingZeros(text.left(power)) + text.mid(power);
    const QString zero = QLocale().zeroDigit();
    while (text.endsWith(zero))
        text.chop(zero.size());
    if (text.endsWith(point))
        text.chop(point.size());
    return text;
}

std::vector<Tick> logTicks(double low, double high, int atMost, bool whole)
{
    std::vector<double> values = ladder(low, high, 2.0, { 1.0 });
    if (high / low > 200 || int(values.size()) > atMost)
        values = ladder(low, high, 10.0, { 1.0, 2.0, 5.0 });
    if (int(values.size()) > atMost)
        values = ladder(low, high, 10.0, { 1.0 });
    if (values.size() < 2)
        return linearTicks(low, high, atMost, whole);
    const int stride = std::max(1, (int(values.size()) + atMost - 1) / std::max(1, atMost));
    std::vector<Tick> ticks;
    for (std::size_t i = 0; i < values.size(); i += std::size_t(stride))
        if (!whole || values[i] == std::round(values[i]))
            ticks.push_back({ values[i], shortText(values[i]) });
    return ticks;
}

/// What translators find the units of time under.
struct DurationText
{
    Q_DECLARE_TR_FUNCTIONS(DurationText)
};

} // namespace

Axis::Axis(Scale scale, double low, double high)
    : m_scale(scale)
    , m_low(scale == Scale::log ? std::max(low, smallest) : low)
    , m_high(high > m_low ? high : m_low + std::max(1.0, std::abs(m_low)) * 1e-6)
{
}

void Axis::setPixels(double from, double to)
{
    m_from = from;
    m_to = to;
}

double Axis::toPixel(double value) const
{
    const double share = m_scale == Scale::linear
        ? (value - m_low) / (m_high - m_low)
        : std::log(std::max(value, smallest) / m_low) / std::log(m_high / m_low);
    return m_from + share * (m_to - m_from);
}

double Axis::toValue(double pixel) const
{
    const double share = m_to == m_from ? 0.0 : (pixel - m_from) / (m_to - m_from);
    return m_scale == Scale::linear ? m_low + share * (m_high - m_low)
                                    : m_low * std::pow(m_high / m_low, share);
}

std::vector<Tick> Axis::ticks(int atMost) const
{
    return m_scale == Scale::linear ? linearTicks(m_low, m_high, atMost, m_whole)
                                    : logTicks(m_low, m_high, atMost, m_whole);
}

QString numberText(double value, double step)
{
    const int decimals = step > 0 ? std::clamp(int(std::ceil(-std::log10(step) - 1e-9)), 0, 12) : 2;
    return withMinus(written(std::abs(value) < step * 1e-6 ? 0.0 : value, 'f', decimals));
}

QString exponentText(double value, int figures)
{
    if (!std::isfinite(value) || value == 0)
        return significantText(value, figures);
    int power = int(std::floor(std::log10(std::abs(value))));
    const double unit = std::pow(10.0, figures - 1);
    // In two steps, for the power itself may be too small or too large for a number.
    double mantissa = std::round(value / std::pow(10.0, power / 2) / std::pow(10.0, power - power / 2) * unit) / unit;
    if (std::abs(mantissa) >= 10) {
        mantissa /= 10;
        ++power;
    }
    return withMinus(written(mantissa, 'f', figures - 1) + QLocale().exponential() + written(power, 'f', 0));
}

QString significantText(double value, int figures)
{
    if (!std::isfinite(value))
        return std::isnan(value) ? QStringLiteral("–") : QStringLiteral("∞");
    const double size = std::abs(value);
    if (size != 0 && (size < 1e-4 || size >= 1e7))
        return exponentText(value, figures);
    const int before = size == 0 ? 1 : int(std::floor(std::log10(size))) + 1;
    return withMinus(written(value, 'f', std::clamp(figures - before, 0, 12)));
}

QString shortText(double value, int figures)
{
    return withoutTrailingZeros(significantText(value, figures));
}

QString oneOf(const QStringList& texts)
{
    constexpr QChar between(0x9c); // as QFontMetrics::elidedText takes it
    return texts.join(between);
}

QString durationText(double seconds)
{
    if (seconds > 0 && seconds < 1)
        return DurationText::tr("under 1 s");
    const auto whole = qint64(std::llround(std::max(0.0, seconds)));
    if (whole < 60)
        return DurationText::tr("%1 s").arg(whole);
    if (whole < 600 && whole % 60 != 0)
        return DurationText::tr("%1 min %2 s").arg(whole / 60).arg(whole % 60);
    const qint64 minutes = (whole + 30) / 60;
    if (minutes < 60)
        return DurationText::tr("%1 min").arg(minutes);
    return minutes % 60 == 0 ? DurationText::tr("%1 h").arg(minutes / 60)
                             : DurationText::tr("%1 h %2 min").arg(minutes / 60).arg(minutes % 60);
}

std::vector<double> spreadLabels(const std::vector<double>& centres, double height, double low, double high)
{
    std::vector<std::size_t> order(centres.size());
    std::iota(order.begin(), order.end(), std::size_t(0));
    std::stable_sort(
        order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return centres[a] < centres[b]; });
    std::vector<double> tops(centres.size());
    double free = low;
    for (std::size_t i : order) {
        tops[i] = std::max(free, centres[i] - height / 2);
        free = tops[i] + height;
    }
    // Pushed down past the end: pull back up from the last.
    double limit = high;
    for (auto it = order.rbegin(); it != order.rend(); ++it) {
        tops[*it] = std::max(low, std::min(tops[*it], limit - height));
        limit = tops[*it];
    }
    return tops;
}

} // namespace ropewalk::views
