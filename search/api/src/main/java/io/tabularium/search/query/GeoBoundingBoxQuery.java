/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.search.query;

/**
 * Places between two parallels and two meridians.
 *
 * @param field a GEO_POINT field
 * @param topLeft the north-western corner
 * @param bottomRight the south-eastern corner; west of the other if the date line lies between
 */
public record GeoBoundingBoxQuery(String field, GeoPoint topLeft, GeoPoint bottomRight)
    implements Query {}
