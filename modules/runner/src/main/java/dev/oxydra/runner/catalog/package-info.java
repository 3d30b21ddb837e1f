/**
 * The catalogue of models: the file that came with the product, what the user fetched since, and
 * what the configuration folders correct; how these are read, checked, layered, written and
 * fetched. What a model is, and whether one may be chosen, is said in {@code types}.
 *
 * <p>All files are in the format of <a href="https://models.dev/api.json">models.dev</a> (MIT
 * licence). The file that came with the product, {@code models.json}, holds a few current and
 * widely used models of the larger providers, one a line, as {@code CatalogWriter} writes them. Its
 * facts are those of models.dev and, where these were older or missing, of the providers' own pages
 * of prices and of deprecations, as of October and November 2026. What could not be found is left
 * out. Prices are list prices of the standard tier in US dollars, DeepSeek's the lower ones outside
 * its peak hours but for V4 Pro, where only those of the peak hours are given. {@code deprecated}
 * is what the provider has announced an end for, or what is gone already.
 */
@NullMarked
package dev.oxydra.runner.catalog;

import org.jspecify.annotations.NullMarked;
