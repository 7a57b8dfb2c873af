package dev.thrice.learn.data;

import dev.thrice.engine.images.ImageShape;
import dev.thrice.formats.FormatException;
import dev.thrice.formats.csv.CsvFile;
import dev.thrice.formats.csv.CsvTable;
import dev.thrice.formats.idx.IdxFile;
import dev.thrice.kernels.Labels;
import dev.thrice.kernels.Tensor;
import dev.thrice.kernels.TensorArena;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Examples to learn from, at least one: features, and a class or values that they stand for. Features are finite float32, or uint8 pixels
 * that stand for value / 255; classes are in [0, classes).
 *
 * <p>It is never written, so that any threads may share it, and nobody has to close it: it lies off-heap, in memory that lasts as long
 * as somebody refers to it, unless the caller gives an arena, or a tensor, whose memory it then is and with which it ends. (What is
 * given an automatic arena counts against {@code -XX:MaxDirectMemorySize}, as much as the heap unless it is set; larger data take an
 * arena.) {@linkplain #slice Slices}, {@linkplain #split splits} and what is {@linkplain #shuffled} are views, on the same memory.
 */
public final class Dataset {
    private final Rows features;
    private final Rows values; // null where there are classes
    private final int[] labels; // null where there are values
    private final int classes;
    private final List<String> classNames;
    private final ImageShape image; // null where examples are no images
    private final Scaling scaling; // null for numbers as they are
    private final int[] order; // of the rows; null for that of memory
    private final int first;
    private final int count;

    private Dataset(
            Rows features,
            Rows values,
            int[] labels,
            int classes,
            List<String> classNames,
            ImageShape image,
            Scaling scaling,
            int[] order,
            int first,
            int count) {
        this.features = features;
        this.values = values;
        this.labels = labels;
        this.classes = classes;
        this.classNames = classNames;
        this.image = image;
        this.scaling = scaling;
        this.order = order;
        this.first = first;
        this.count = count;
    }

    private static Dataset ofClasses(Rows features, int[] labels, int classes, List<String> names, ImageShape image) {
        return new Dataset(features, null, labels, classes, names, image, null, null, 0, labels.length);
    }

    private static Dataset ofValues(Rows features, Rows values, int count) {
        return new Dataset(features, values, null, 0, List.of(), null, null, null, 0, count);
    }

    private Dataset view(int[] newOrder, int newFirst, int newCount) {
        return new Dataset(features, values, labels, classes, classNames, image, scaling, newOrder, newFirst, newCount);
    }

    /**
     * Copies features with their classes, of which there are as many as the largest label says.
     *
     * @param x features, a row an example
     * @param labels one a row, each at least 0
     * @return the examples
     * @throws IllegalArgumentException if there are none, rows differ in length, a number is not finite, or a label is negative; it
     *     names the place, counted from 0
     */
    public static Dataset of(float[][] x, int[] labels) {
        return of(x, labels, classes(labels));
    }

    private static int classes(int[] labels) {
        return Math.max(1, Arrays.stream(labels).max().orElse(0) + 1);
    }

    /**
     * Copies features with their classes.
     *
     * @param x features, a row an example
     * @param labels one a row, in [0, classes)
     * @param classes how many there are, at least 1
     * @return the examples
     * @throws IllegalArgumentException if there are none, rows differ in length, a number is not finite, or a label is no class; it
     *     names the place, counted from 0
     */
    public static Dataset of(float[][] x, int[] labels, int classes) {
        requireLabels(labels, x.length, classes);
        return ofClasses(copied("features", x, x.length), labels.clone(), classes, List.of(), null);
    }

    /**
     * Copies features with values, as a regression has them.
     *
     * @param x features, a row an example
     * @param y values, a row an example
     * @return the examples
     * @throws IllegalArgumentException if there are none, rows differ in number or length, or a number is not finite; it names the
     *     place, counted from 0
     */
    public static Dataset of(float[][] x, float[][] y) {
        return ofValues(copied("features", x, x.length), copied("values", y, x.length), x.length);
    }

    /**
     * Features with their classes, without a copy of the features.
     *
     * @param x features, a row an example; the data set is as alive as it, and nobody may write it any more
     * @param labels one a row, in [0, classes)
     * @param classes how many there are, at least 1
     * @return the examples
     * @throws IllegalArgumentException if there are none, a number is not finite, or a label is no class; it names the place, counted
     *     from 0
     */
    public static Dataset of(Tensor x, int[] labels, int classes) {
        requireLabels(labels, x.rows(), classes);
        return ofClasses(viewed("features", x, x.rows()), labels.clone(), classes, List.of(), null);
    }

    /** As many classes as the largest label says. */
    static Dataset of(Tensor x, int[] labels) {
        return of(x, labels, classes(labels));
    }

    /**
     * Features with their classes by name, without a copy of the features.
     *
     * @param x features, a row an example; the data set is as alive as it, and nobody may write it any more
     * @param labels one a row, each the place of a name
     * @param classNames what the classes are called, each something else
     * @return the examples
     * @throws IllegalArgumentException if there are none, a number is not finite, a label is no class, or a name is there twice
     */
    public static Dataset of(Tensor x, int[] labels, List<String> classNames) {
        requireLabels(labels, x.rows(), classNames.size());
        List<String> names = List.copyOf(classNames);
        for (int i = 0; i < names.size(); i++) {
            int same = names.indexOf(names.get(i));
            if (same < i) {
                throw new IllegalArgumentException("dataset: classes " + same + " and " + i + " are both called "
                        + names.get(i) + ", expected names that differ");
            }
        }
        return ofClasses(viewed("features", x, x.rows()), labels.clone(), names.size(), names, null);
    }

    /**
     * Features with values, without a copy of either.
     *
     * @param x features, a row an example; the data set is as alive as it, and nobody may write it any more
     * @param y values, a row an example; likewise
     * @return the examples
     * @throws IllegalArgumentException if there are none, the rows differ in number, or a number is not finite; it names the place,
     *     counted from 0
     */
    public static Dataset of(Tensor x, Tensor y) {
        return ofValues(viewed("features", x, x.rows()), viewed("values", y, x.rows()), x.rows());
    }

    private static FloatRows copied(String what, float[][] rows, int count) {
        requireCount(what, rows.length, count);
        int columns = requireColumns(what, rows[0].length);
        FloatRows copy = FloatRows.allocate(count, columns);
        for (int i = 0; i < count; i++) {
            if (rows[i].length != columns) {
                throw new IllegalArgumentException("dataset: row " + i + " has " + rows[i].length + " " + what
                        + ", expected " + columns + " as row 0");
            }
            copy.set(i, rows[i]);
        }
        requireFinite(what, copy, count);
        return copy;
    }

    private static FloatRows viewed(String what, Tensor tensor, int count) {
        requireCount(what, tensor.rows(), count);
        requireColumns(what, tensor.columns());
        FloatRows view = FloatRows.of(tensor);
        requireFinite(what, view, count);
        return view;
    }

    private static void requireCount(String what, int found, int count) {
        if (count == 0) {
            throw new IllegalArgumentException("dataset: no examples, expected at least one");
        }
        if (found != count) {
            throw new IllegalArgumentException(
                    "dataset: " + found + " rows of " + what + ", expected " + count + ", as many as of features");
        }
    }

    private static int requireColumns(String what, int columns) {
        if (columns == 0) {
            throw new IllegalArgumentException("dataset: no " + what + " in row 0, expected at least one");
        }
        return columns;
    }

    private static void requireFinite(String what, FloatRows rows, int count) {
        float[] row = new float[rows.columns()];
        for (int i = 0; i < count; i++) {
            rows.get(i, row);
            for (int j = 0; j < row.length; j++) {
                if (!Float.isFinite(row[j])) {
                    throw new IllegalArgumentException("dataset: " + what + " have " + row[j] + " in row " + i
                            + ", column " + j + ", expected a finite number");
                }
            }
        }
    }

    private static void requireLabels(int[] labels, int count, int classes) {
        if (classes < 1) {
            throw new IllegalArgumentException("dataset: " + classes + " classes, expected at least 1");
        }
        if (labels.length != count) {
            throw new IllegalArgumentException(
                    "dataset: " + labels.length + " labels, expected " + count + ", one a row of features");
        }
        for (int i = 0; i < count; i++) {
            if (labels[i] < 0 || labels[i] >= classes) {
                throw new IllegalArgumentException(
                        "dataset: label " + labels[i] + " of row " + i + ", expected 0 to " + (classes - 1));
            }
        }
    }

    /**
     * Reads arrays of numpy's, as {@code numpy.save} writes them, into memory that nobody has to free.
     *
     * @param x .npy file of numbers as they are, [count x features]; of more dimensions all after the first are features, and those of
     *     three or four are images, [count x rows x columns] or [count x rows x columns x channels]
     * @param y .npy file of integers [count], which are classes, as many as the largest says; or of floats, which are values, [count] or
     *     [count x values]
     * @return the examples, in the order of the files
     * @throws FormatException if a file is damaged, of another type or shape, has a number that is not finite or a label below 0, or the
     *     counts differ
     * @throws IOException if a file cannot be read
     */
    public static Dataset ofNpy(Path x, Path y) throws IOException {
        return NpyData.read(x, y);
    }

    /**
     * Reads two arrays of a file of numpy's, as {@code numpy.savez} writes it, likewise.
     *
     * @param file a .npz file
     * @param x name of the features' array, as {@link #ofNpy} takes it
     * @param y name of the classes' or values' array, likewise
     * @return the examples, in the order of the arrays
     * @throws FormatException as {@link #ofNpy}, or if there is no such array
     * @throws IOException if the file cannot be read
     */
    public static Dataset ofNpz(Path file, String x, String y) throws IOException {
        return NpyData.read(file, x, y);
    }

    /**
     * The same examples as images, without copying them.
     *
     * @param shape of each, of which features are the elements: row by row, the channels of a pixel together
     * @return a view
     * @throws IllegalArgumentException if images have more or fewer elements than examples have features
     */
    public Dataset images(ImageShape shape) {
        if (shape.elements() != features()) {
            throw new IllegalArgumentException(
                    "dataset: images of " + shape + ", expected " + features() + " elements, one a feature");
        }
        return new Dataset(features, values, labels, classes, classNames, shape, scaling, order, first, count);
    }

    /**
     * Copies a table's numbers, with the classes that its label column names.
     *
     * @param table of a CSV file that was read with a {@linkplain CsvFile#label(String) label column}
     * @return the examples, in the order of the table, with the classes' names
     * @throws IllegalArgumentException if it has no label column, or no other
     */
    public static Dataset of(CsvTable table) {
        if (table.classes().isEmpty()) {
            throw new IllegalArgumentException("dataset: a table without labels, expected CsvFile.label to name their"
                    + " column, or how many of its last columns are values");
        }
        try (TensorArena arena = TensorArena.open()) {
            return of(Lasting.copy(table.tensor(arena)), table.labels(), table.classes());
        }
    }

    /**
     * Copies a table's numbers, of which those of the last columns are values, as a regression has them.
     *
     * @param table of a CSV file that was read without a label column
     * @param values how many columns, at least 1 and fewer than there are
     * @return the examples, in the order of the table
     * @throws IllegalArgumentException if there are not so many columns, or one has labels
     */
    public static Dataset of(CsvTable table, int values) {
        int features = table.columns() - values;
        if (values < 1 || features < 1 || !table.classes().isEmpty()) {
            throw new IllegalArgumentException("dataset: " + values + " columns of values in a table of "
                    + table.columns() + (table.classes().isEmpty() ? "" : " and one of labels")
                    + ", expected at least 1, at least 1 of features, and no labels");
        }
        try (TensorArena arena = TensorArena.open()) {
            Tensor all = Lasting.copy(table.tensor(arena));
            return of(all.columns(0, features), all.columns(features, values));
        }
    }

    /**
     * Reads images and their labels into memory that nobody has to free.
     *
     * @param images idx file of unsigned bytes [count x rows x columns], as {@link IdxFile#read} reads it
     * @param labels idx file of unsigned bytes [count]
     * @param classes number of classes, 1 to 256
     * @return the examples, in the order of the files
     * @throws FormatException as of {@link #ofIdx(Path, Path, int, Arena)}
     * @throws IOException if a file cannot be read
     * @throws IllegalArgumentException if {@code classes} is out of range
     */
    public static Dataset ofIdx(Path images, Path labels, int classes) throws IOException {
        return ofIdx(images, labels, classes, Arena.ofAuto());
    }

    /**
     * Reads images and their labels.
     *
     * @param images idx file of unsigned bytes [count x rows x columns], as {@link IdxFile#read} reads it
     * @param labels idx file of unsigned bytes [count]
     * @param classes number of classes, 1 to 256
     * @param arena owns the memory; of files that do not fit it takes none
     * @return the examples, in the order of the files
     * @throws FormatException if a file is malformed, the files' counts differ, there is no example, images are empty
     *     or a label is not below {@code classes}
     * @throws IOException if a file cannot be read
     * @throws IllegalArgumentException if {@code classes} is out of range
     */
    public static Dataset ofIdx(Path images, Path labels, int classes, Arena arena) throws IOException {
        if (classes < 1 || classes > 256) {
            throw new IllegalArgumentException("dataset: " + classes + " classes, expected 1 to 256");
        }
        try (Arena untilAllFits = Arena.ofConfined()) {
            IdxFile labelFile =
                    IdxFile.read(labels, untilAllFits, sizes -> requireDimensions(labels, sizes, 1, "count"));
            requireLabelsBelow(classes, labelFile);
            int count = labelFile.size(0);
            IdxFile imageFile = IdxFile.read(images, arena, sizes -> requireImages(images, sizes, labels, count));
            return of(imageFile.data(), labelFile.data(), imageFile.size(1), imageFile.size(2), classes);
        }
    }

    /** The segments are [count x rows x columns] and [count] of bytes, not empty, with labels below classes, which are copied. */
    static Dataset of(MemorySegment pixels, MemorySegment labels, int rows, int columns, int classes) {
        int[] copy = new int[(int) labels.byteSize()];
        for (int i = 0; i < copy.length; i++) {
            copy[i] = unsignedByte(labels, i);
        }
        return ofImages(pixels, new ImageShape(rows, columns, 1), copy, classes, List.of());
    }

    /** Of uint8 pixels [count x image], and as many labels below classes, which are kept. */
    static Dataset ofImages(
            MemorySegment pixels, ImageShape image, int[] labels, int classes, List<String> classNames) {
        return ofClasses(new PixelRows(pixels.asReadOnly(), image.elements()), labels, classes, classNames, image);
    }

    static void requireDimensions(Path path, int[] sizes, int dimensions, String names) throws FormatException {
        if (sizes.length != dimensions) {
            throw new FormatException(
                    path + ": " + sizes.length + " dimension(s), expected " + dimensions + " (" + names + ")");
        }
    }

    static void requireImages(Path images, int[] sizes, Path labels, int count) throws FormatException {
        requireDimensions(images, sizes, 3, "count x rows x columns");
        if (sizes[0] != count) {
            throw new FormatException(
                    labels + ": " + count + " labels, expected " + sizes[0] + ", one for each image of " + images);
        }
        long pixels = (long) sizes[1] * sizes[2];
        String file = images + " " + IdxFile.describe(sizes);
        if (count == 0 || pixels == 0) {
            throw new FormatException(file + ": no pixels, expected at least one image of at least one pixel");
        }
        if (pixels > Integer.MAX_VALUE) {
            throw new FormatException(file + ": expected images of at most " + Integer.MAX_VALUE + " pixels");
        }
    }

    private static void requireLabelsBelow(int classes, IdxFile labels) throws FormatException {
        for (int i = 0; i < labels.size(0); i++) {
            int label = unsignedByte(labels.data(), i);
            if (label >= classes) {
                throw new FormatException(
                        labels.path() + ": label " + label + " at index " + i + ", expected 0 to " + (classes - 1));
            }
        }
    }

    /**
     * Some of the examples, without copying them.
     *
     * @param from index of the first
     * @param to index after the last
     * @return a view of {@code to - from} examples, on the same memory
     * @throws IndexOutOfBoundsException if they are not all in this data set
     * @throws IllegalArgumentException if they are none
     */
    public Dataset slice(int from, int to) {
        Objects.checkFromToIndex(from, to, count);
        if (from == to) {
            throw new IllegalArgumentException(
                    "dataset: slice [" + from + ", " + to + "), expected at least one example");
        }
        return view(order, first + from, to - from);
    }

    /**
     * The first examples, and the others.
     *
     * @param train how many are to learn from, at least one and not all
     * @return both, without copying them
     * @throws IllegalArgumentException if either would have none
     */
    public Split split(int train) {
        if (train < 1 || train >= count) {
            throw new IllegalArgumentException("dataset: split at " + train + ", expected 1 to " + (count - 1)
                    + ", so that either part of " + count + " examples has one");
        }
        return new Split(slice(0, train), slice(train, count));
    }

    /**
     * A random part of the examples, and the others.
     *
     * @param fraction of the examples that are to learn from, in (0, 1)
     * @param seed of the choice
     * @return both, without copying them
     * @throws IllegalArgumentException if the fraction is out of range, or either part would have no example
     */
    public Split split(double fraction, long seed) {
        if (!(fraction > 0 && fraction < 1)) {
            throw new IllegalArgumentException("dataset: split at the fraction " + fraction
                    + ", expected above 0 and below 1; a number of examples is an int");
        }
        return shuffled(seed).split((int) Math.round(fraction * count));
    }

    /**
     * The same examples in another order, without copying them.
     *
     * @param seed settles the order
     * @return a view
     */
    public Dataset shuffled(long seed) {
        int[] rows = new int[count];
        Shuffle.fill(rows, seed);
        for (int i = 0; i < count; i++) {
            rows[i] = row(rows[i]);
        }
        return view(rows, 0, count);
    }

    /**
     * The same examples with scaled features, in memory of their own.
     *
     * @param by the scaling, usually that {@linkplain Scaling#of of} what is learned from
     * @return a copy, which knows what it was scaled by
     * @throws IllegalArgumentException if it is of another number of features, these are scaled already, or a feature becomes infinite
     */
    public Dataset scaled(Scaling by) {
        if (by.features() != features()) {
            throw new IllegalArgumentException("dataset: " + by + ", expected one of " + features());
        }
        if (scaling != null) {
            throw new IllegalArgumentException("dataset: scaled already, expected features as they are");
        }
        FloatRows copy = FloatRows.allocate(count, features());
        float[] row = new float[features()];
        for (int i = 0; i < count; i++) {
            for (int j = 0; j < row.length; j++) {
                row[j] = feature(i, j);
            }
            by.apply(row, row);
            copy.set(i, row);
        }
        requireFinite("scaled features", copy, count);
        return new Dataset(copy, valuesInOrder(), labelsInOrder(), classes, classNames, image, by, null, 0, count);
    }

    private int[] labelsInOrder() {
        int[] ordered = labels == null ? null : new int[count];
        for (int i = 0; ordered != null && i < count; i++) {
            ordered[i] = labels[row(i)];
        }
        return ordered;
    }

    private Rows valuesInOrder() {
        if (values == null) {
            return null;
        }
        FloatRows copy = FloatRows.allocate(count, values.columns());
        float[] row = new float[values.columns()];
        for (int i = 0; i < count; i++) {
            for (int j = 0; j < row.length; j++) {
                row[j] = values.get(row(i), j);
            }
            copy.set(i, row);
        }
        return copy;
    }

    /**
     * Copies an example into a row of a batch, pixels as their intensity, value / 255. Allocates nothing.
     *
     * @param example its index
     * @param inputs [at least row + 1 x features], row {@code row} is overwritten
     * @param targets of at least row + 1 rows and at least this data set's classes, row {@code row} is overwritten
     * @param row index of the row
     * @throws IndexOutOfBoundsException if there is no such example or row
     * @throws IllegalArgumentException if the columns are not this data set's, there are fewer classes, or it has values
     * @throws IllegalStateException if memory was freed
     */
    public void copy(int example, Tensor inputs, Labels targets, int row) {
        requireInputs(example, inputs, row);
        if (targets.classes() < requireClasses()) {
            throw new IllegalArgumentException(
                    "dataset: labels of " + targets.classes() + " classes, expected at least " + classes);
        }
        int source = row(example);
        targets.set(row, labels[source]);
        features.copy(source, inputs, row);
    }

    /**
     * Copies an example with its values into a row of a batch, likewise.
     *
     * @param example its index
     * @param inputs [at least row + 1 x features], row {@code row} is overwritten
     * @param targets [at least row + 1 x values], row {@code row} is overwritten
     * @param row index of the row
     * @throws IndexOutOfBoundsException if there is no such example or row
     * @throws IllegalArgumentException if the columns are not this data set's, or it has classes
     * @throws IllegalStateException if memory was freed
     */
    public void copy(int example, Tensor inputs, Tensor targets, int row) {
        requireInputs(example, inputs, row);
        Objects.checkIndex(row, targets.rows());
        if (targets.columns() != requireValues().columns()) {
            throw new IllegalArgumentException(
                    "dataset: targets are " + targets + ", expected " + values.columns() + " columns");
        }
        int source = row(example);
        values.copy(source, targets, row);
        features.copy(source, inputs, row);
    }

    private void requireInputs(int example, Tensor inputs, int row) {
        Objects.checkIndex(example, count);
        Objects.checkIndex(row, inputs.rows());
        if (inputs.columns() != features()) {
            throw new IllegalArgumentException(
                    "dataset: inputs are " + inputs + ", expected " + features() + " columns");
        }
    }

    private int requireClasses() {
        if (labels == null) {
            throw new IllegalArgumentException("dataset: has values, expected classes");
        }
        return classes;
    }

    private Rows requireValues() {
        if (values == null) {
            throw new IllegalArgumentException("dataset: has classes, expected values");
        }
        return values;
    }

    private int row(int example) {
        return order == null ? first + example : order[first + example];
    }

    /** As {@link Rows#touch}. */
    int touch(int example) {
        return features.touch(row(example));
    }

    /**
     * A feature of an example.
     *
     * @param example its index
     * @param feature index of the feature; of images row after row
     * @return its value, of a pixel the intensity
     * @throws IndexOutOfBoundsException if there is no such example or feature
     */
    public float feature(int example, int feature) {
        Objects.checkIndex(example, count);
        Objects.checkIndex(feature, features());
        return features.get(row(example), feature);
    }

    /**
     * The label of an example.
     *
     * @param example its index
     * @return its class, in [0, classes)
     * @throws IndexOutOfBoundsException if there is no such example
     * @throws IllegalArgumentException if it has values
     */
    public int label(int example) {
        Objects.checkIndex(example, count);
        requireClasses();
        return labels[row(example)];
    }

    /**
     * A value of an example.
     *
     * @param example its index
     * @param value index of the value
     * @return the value
     * @throws IndexOutOfBoundsException if there is no such example or value
     * @throws IllegalArgumentException if it has classes
     */
    public float value(int example, int value) {
        Objects.checkIndex(example, count);
        Objects.checkIndex(value, requireValues().columns());
        return values.get(row(example), value);
    }

    /**
     * The number of examples.
     *
     * @return at least 1
     */
    public int count() {
        return count;
    }

    /**
     * The height of an image.
     *
     * @return pixels; 1 for what is no image
     */
    public int rows() {
        return image == null ? 1 : image.height();
    }

    /**
     * The width of an image.
     *
     * @return pixels; the features of what is no image
     */
    public int columns() {
        return image == null ? features() : image.width();
    }

    /**
     * The size of an image.
     *
     * @return its height, width and channels, of which those of a pixel lie together; nothing for what is no image
     */
    public Optional<ImageShape> image() {
        return Optional.ofNullable(image);
    }

    /**
     * The number of features.
     *
     * @return of an image its pixels times their channels
     */
    public int features() {
        return features.columns();
    }

    /**
     * The number of classes.
     *
     * @return at least 1; 0 where examples have values
     */
    public int classes() {
        return classes;
    }

    /**
     * The number of values of an example.
     *
     * @return at least 1; 0 where examples have classes
     */
    public int values() {
        return values == null ? 0 : values.columns();
    }

    /**
     * What the classes are called.
     *
     * @return a name for each; none where there are only numbers
     */
    public List<String> classNames() {
        return classNames;
    }

    /**
     * What the features were scaled by.
     *
     * @return the scaling; nothing for features as they are
     */
    public Optional<Scaling> scaling() {
        return Optional.ofNullable(scaling);
    }

    @Override
    public String toString() {
        String examples = image == null
                ? " examples of " + features() + " features, "
                : " images [" + (image.channels() == 1 ? rows() + " x " + columns() : image) + "] of ";
        return count + examples + (values == null ? classes + " classes" : values.columns() + " values each");
    }

    private static int unsignedByte(MemorySegment segment, long index) {
        return Byte.toUnsignedInt(segment.get(ValueLayout.JAVA_BYTE, index));
    }
}
