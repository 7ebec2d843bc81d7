/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.search;

/**
 * Figures about an index.
 *
 * @param rows searchable rows
 * @param documents searchable rows and child rows
 * @param deletedDocuments rows and child rows whose space has not been given back yet
 * @param bytesOnDisk size of the files
 * @param bytesInMemory changes not yet in files
 * @param segments parts the index consists of
 * @param scans parallel scans going on
 * @param droppedValues values left out since the index was opened, because they did not fit their
 *     field
 */
public record IndexStatistics(
    long rows,
    long documents,
    long deletedDocuments,
    long bytesOnDisk,
    long bytesInMemory,
    int segments,
    int scans,
    long droppedValues) {}
