/* SPDX-License-Identifier: Apache-2.0 */
/**
 * How a row becomes Lucene documents: columns are read as the values their fields want, and each
 * value gets the structures its type is found, sorted and counted by.
 *
 * <p>A row is one document, preceded by one for each object of its nested columns, the deepest
 * first. Names that begin with {@code #} are our own ({@link
 * io.tabularium.search.lucene.document.Names}); all others are paths of the schema's fields.
 */
package io.tabularium.search.lucene.document;
