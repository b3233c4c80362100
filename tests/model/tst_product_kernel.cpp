// SPDX-License-Identifier: Apache-2.0
// Our own matrix products of bfloat16, of every instruction set that has one, against sums in double precision; and what
// Linear makes of them on this processor.
#include <ATen/Parallel.h> // before Qt, whose word `slots` libtorch uses as a name
#include <ATen/ops/from_blob.h>
#include <ATen/ops/zeros.h>

#include "core/model/kernel_product.h"
#include "core/model/linear.h"
#include "tests/compute_main.h"
#include "tests/model/attention_problem.h"
#include "tests/model/every_kernel.h"

#include <QTest>
#include <cmath>

using namespace ropewalk::model;
using attention_problem::halved, attention_problem::numbers, attention_problem::widened;
using kernels::Bf16;

namespace {

at::Tensor tensor(const std::vector<float>& x, std::int64_t width)
{
    return at::from_blob(const_cast<float*>(x.data()), {std::int64_t(x.size()) / width, width}, at::kFloat)
        .to(at::kBFloat16);
}

std::vector<float> values(const at::Tensor& x)
{
    const at::Tensor wide = x.to(at::kFloat).contiguous();
    return {wide.const_data_ptr<float>(), wide.const_data_ptr<float>() + wide.numel()};
}

/// x · Wᵀ and, for every result, √Σ of its squared products.
struct Exact
{
    std::vector<double> sums, sizes;
};
Exact exact(const std::vector<float>& x, const std::vector<float>& w, std::size_t inputs)
{
    Exact out;
    for (std::size_t row = 0; row < x.size() / inputs; ++row)
        for (std::size_t output = 0; output < w.size() / inputs; ++output) {
            double sum = 0, squares = 0;
            for (std::size_t i = 0; i < inputs; ++i) {
                const double product = double(x[row * inputs + i]) * w[output * inputs + i];
                sum += product;
                squares += product * product;
            }
            out.sums.push_back(sum);
            out.sizes.push_back(std::sqrt(squares));
        }
    return out;
}

/// The worst deviation over the result's own size and that of its products.
double worst(const at::Tensor& found, const Exact& expected)
{
    const std::vector<float> got = values(found);
    double out = 0;
    for (std::size_t i = 0; i < got.size(); ++i) {
        const double share
            = std::abs(got[i] - expected.sums[i]) / (std::abs(expected.sums[i]) + expected.sizes[i] + 1e-300);
        out = share <= out ? out : share;
    }
    return got.size() == expected.sums.size() ? out : INFINITY;
}

/// The result's own rounding, chunks summed in the kernel's type, and float32's sums of up to some thousand products.
double bound(const ProductKernel& kernel)
{
    return 0x1p-8 + 16 * kernel.roundoff + 0x1p-18;
}

/// A matrix as one kernel multiplies with it.
struct Product
{
    Product(const ProductKernel& of, const at::Tensor& weight, at::Tensor bias_ = {})
        : kernel(of), matrix(matrix_for(of, weight)), bias(std::move(bias_)), outputs(weight.size(0))
    {
    }
    at::Tensor operator()(const at::Tensor& x, const at::Tensor& residual = {}) const
    {
        return kernel_product(kernel, x, matrix, outputs, bias, residual);
    }

    const ProductKernel& kernel;
    at::Tensor matrix, bias;
    std::int64_t outputs;
};

/// Those that have a product.
std::vector<const kernels::CpuKernels*> with_product()
{
    std::vector<const kernels::CpuKernels*> out;
    for (const kernels::CpuKernels* one : every_kernel())
        if (one->bf16.product)
            out.push_back(one);
    return out;
}
const ProductKernel& product(int index)
{
    return *with_product()[std::size_t(index)]->bf16.product;
}
void every_product()
{
    QTest::addColumn<int>("kernels");
    for (std::size_t i = 0; i < with_product().size(); ++i)
        QTest::newRow(with_product()[i]->name) << int(i);
}

} // namespace

class ProductKernelTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void equalsExactSums_data();
    void equalsExactSums();
    void errsLessThanRoundingTheFactors_data() { every_product(); }
    void errsLessThanRoundingTheFactors();
    void holdsRowsOfAnySize_data() { every_product(); }
    void holdsRowsOfAnySize();
    void keepsWhatIsNotANumberInItsRow_data() { every_product(); }
    void keepsWhatIsNotANumberInItsRow();
    void isTheSameOnAnyNumberOfThreads_data() { every_product(); }
    void isTheSameOnAnyNumberOfThreads();
    void linearMultiplies_data();
    void linearMultiplies();
    void aMatrixThatIsReadAsItIsIsKeptOnce();
};

void ProductKernelTest::equalsExactSums_data()
{
    QTest::addColumn<int>("kernels");
    QTest::addColumn<qint64>("rows");
    QTest::addColumn<qint64>("inputs");
    QTest::addColumn<qint64>("outputs");
    const auto row = [](const char* name, int rows, int inputs, int outputs) {
        for (std::size_t i = 0; i < with_product().size(); ++i)
            QTest::addRow("%s: %s", with_product()[i]->name, name)
                << int(i) << qint64(rows) << qint64(inputs) << qint64(outputs);
    };
    row("one row", 1, 64, 40);
    row("the fewest rows", 16, 1, 1);
    row("odd everything", 19, 7, 5);
    row("a block and one", 97, 33, 65);
    row("the demo's vocabulary", 40, 256, 2048);
    row("inputs in several parts", 150, 2050, 130);
    row("more rows than one call takes", 1100, 24, 20);
}

void ProductKernelTest::equalsExactSums()
{
    QFETCH(int, kernels);
    QFETCH(qint64, rows);
    QFETCH(qint64, inputs);
    QFETCH(qint64, outputs);
    const ProductKernel& kernel = product(kernels);
    const std::vector<float> x = numbers(std::size_t(rows * inputs), 2.0f, 1);
    const std::vector<float> w = numbers(std::size_t(outputs * inputs), 0.05f, 2);
    const std::vector<float> bias = numbers(std::size_t(outputs), 1.0f, 3);
    const std::vector<float> residual = numbers(std::size_t(rows * outputs), 1.0f, 4);
    Exact expected = exact(x, w, std::size_t(inputs));
    const Product plain(kernel, tensor(w, inputs)), biased(kernel, tensor(w, inputs), tensor(bias, outputs).squeeze(0));
    QVERIFY(worst(plain(tensor(x, inputs)), expected) < bound(kernel));

    for (std::size_t i = 0; i < expected.sums.size(); ++i)
        expected.sums[i] += double(bias[i % std::size_t(outputs)]) + residual[i];
    QVERIFY(worst(biased(tensor(x, inputs), tensor(residual, outputs)), expected) < bound(kernel));
    // Rows that lie apart, as a part of a wider matrix has them.
    const at::Tensor wide = at::zeros({rows, inputs + 3}, at::kBFloat16), added = at::zeros({rows, outputs + 5}, at::kBFloat16);
    wide.narrow(1, 0, inputs).copy_(tensor(x, inputs));
    added.narrow(1, 0, outputs).copy_(tensor(residual, outputs));
    QVERIFY(worst(biased(wide.narrow(1, 0, inputs), added.narrow(1, 0, outputs)), expected) < bound(kernel));
}

/// The root of the mean squared error is below what rounding either factor to bfloat16 costs: the product adds less
/// than the type that it multiplies has lost before.
void ProductKernelTest::errsLessThanRoundingTheFactors()
{
    QFETCH(int, kernels);
    constexpr std::size_t rows = 96, inputs = 1024, outputs = 64;
    std::mt19937 generator(7);
    std::normal_distribution<float> normal;
    std::vector<float> x(rows * inputs), w(outputs * inputs);
    for (std::vector<float>* one : {&x, &w})
        for (float& number : *one)
            number = normal(generator);
    const std::vector<float> x16 = widened(halved(x)), w16 = widened(halved(w));
    const Exact before = exact(x, w, inputs), rounded = exact(x16, w16, inputs);
    const std::vector<float> found = values(Product(product(kernels), tensor(w, inputs))(tensor(x, inputs)));
    double lost = 0, added = 0;
    for (std::size_t i = 0; i < found.size(); ++i) {
        lost += std::pow(rounded.sums[i] - before.sums[i], 2);
        added += std::pow(found[i] - rounded.sums[i], 2);
    }
    qInfo("error of the product over that of rounding its factors: %.2f", std::sqrt(added / lost));
    QVERIFY(added < lost);
}

/// Rows of 1e-30 and 1e30, single numbers that are 30000 times the others, empty rows: float16 ends at 65504.
void ProductKernelTest::holdsRowsOfAnySize()
{
    QFETCH(int, kernels);
    constexpr std::size_t rows = 40, inputs = 300, outputs = 70;
    std::vector<float> x = numbers(rows * inputs, 1.0f, 1), w = numbers(outputs * inputs, 1.0f, 2);
    const float sizes[] = {1e-30f, 1e30f, 1.0f, 0.0f};
    for (std::size_t i = 0; i < x.size(); ++i)
        x[i] *= sizes[i / inputs % 4];
    for (std::size_t row = 2; row < rows; row += 4)
        x[row * inputs + 17] = 30000.0f;
    for (std::size_t i = 0; i < w.size(); ++i)
        w[i] *= i / inputs % 3 == 0 ? 1e-6f : 1.0f;
    for (std::size_t i = 0; i < inputs; ++i)
        w[4 * inputs + i] = 0.0f;
    x = widened(halved(x)), w = widened(halved(w));
    const ProductKernel& kernel = product(kernels);
    QVERIFY(worst(Product(kernel, tensor(w, inputs))(tensor(x, inputs)), exact(x, w, inputs)) < bound(kernel));
}

void ProductKernelTest::keepsWhatIsNotANumberInItsRow()
{
    QFETCH(int, kernels);
    constexpr std::size_t rows = 24, inputs = 64, outputs = 64;
    std::vector<float> x = numbers(rows * inputs, 1.0f, 1);
    const std::vector<float> w = numbers(outputs * inputs, 1.0f, 2);
    x[3 * inputs + 5] = NAN;
    x[9 * inputs + 5] = INFINITY;
    const std::vector<float> found = values(Product(product(kernels), tensor(w, inputs))(tensor(x, inputs)));
    for (std::size_t i = 0; i < found.size(); ++i) {
        const std::size_t row = i / outputs;
        QCOMPARE(std::isfinite(found[i]), row != 3 && row != 9);
    }
}

void ProductKernelTest::isTheSameOnAnyNumberOfThreads()
{
    QFETCH(int, kernels);
    const Product linear(product(kernels), tensor(numbers(300 * 128, 1.0f, 1), 128));
    const at::Tensor x = tensor(numbers(500 * 128, 1.0f, 2), 128);
    const int before = at::get_num_threads();
    std::vector<std::vector<float>> found;
    for (const int threads : {1, 2, 7}) {
        at::set_num_threads(threads);
        found.push_back(values(linear(x)));
        found.push_back(values(linear(x.narrow(0, 0, 20))));
    }
    at::set_num_threads(before);
    QCOMPARE(found[2], found[0]);
    QCOMPARE(found[4], found[0]);
    QCOMPARE(found[3], found[1]);
    QCOMPARE(found[5], found[1]);
}

void ProductKernelTest::linearMultiplies_data()
{
    QTest::addColumn<int>("rows");
    QTest::addColumn<bool>("prepack");
    for (const int rows : {1, 15, 16, 200})
        for (const bool prepack : {false, true})
            QTest::addRow("%d rows%s", rows, prepack ? ", prepacked" : "") << rows << prepack;
}

/// Whoever multiplies on this processor, our kernel or the library, the results are those of the bfloat16 numbers.
void ProductKernelTest::linearMultiplies()
{
    QFETCH(int, rows);
    QFETCH(bool, prepack);
    constexpr std::int64_t inputs = 320, outputs = 96;
    const std::vector<float> x = numbers(std::size_t(rows * inputs), 2.0f, 1), w = numbers(outputs * inputs, 0.05f, 2);
    const std::vector<float> bias = numbers(outputs, 1.0f, 3), residual = numbers(std::size_t(rows * outputs), 1.0f, 4);
    Exact expected = exact(x, w, inputs);
    const Linear linear(tensor(w, inputs), prepack, tensor(bias, outputs).squeeze(0));
    for (std::size_t i = 0; i < expected.sums.size(); ++i)
        expected.sums[i] += bias[i % outputs];
    constexpr double two_roundings = 0x1p-7 + 0x1p-7; // the library adds a residual to what it has rounded
    QVERIFY(worst(linear(tensor(x, inputs)), expected) < two_roundings);
    for (std::size_t i = 0; i < expected.sums.size(); ++i) {
        expected.sizes[i] += std::abs(expected.sums[i]);
        expected.sums[i] += residual[i];
    }
    QVERIFY(worst(linear.add(tensor(x, inputs), tensor(residual, outputs)), expected) < two_roundings);
}

/// A model of bfloat16 takes two bytes a parameter where the kernel packs nothing, whatever it is told.
void ProductKernelTest::aMatrixThatIsReadAsItIsIsKeptOnce()
{
    const at::Tensor weight = tensor(numbers(64 * 128, 1.0f, 1), 128);
    for (const kernels::CpuKernels* one : with_product()) {
        const at::Tensor matrix = matrix_for(*one->bf16.product, weight);
        QCOMPARE(matrix.const_data_ptr() == weight.const_data_ptr(), !packs(*one->bf16.product));
    }
    const ProductKernel* const own = product_kernel(at::kCPU, at::kBFloat16);
    QCOMPARE(own, kernels::cpu_kernels().bf16.product);
    QCOMPARE(Linear(weight, false).prepacked(), own && !packs(*own));
    QCOMPARE(product_kernel(at::kCPU, at::kFloat), nullptr);
}

ROPEWALK_COMPUTE_MAIN(ProductKernelTest)
#include "tst_product_kernel.moc"
