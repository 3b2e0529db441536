-- a / b
`a` / NULLIF(`b`, 0)
CAST(CASE WHEN `a` IS NOT NULL AND `b` = 0 THEN '|E_DIV0|2|division by zero' WHEN `a` = (-9223372036854775807 - 1) AND `b` = -1 THEN '|E_OVERFLOW|2|the result does not fit its type' END AS STRING)

-- a % b
MOD(`a`, NULLIF(`b`, 0))
CAST(CASE WHEN `a` IS NOT NULL AND `b` = 0 THEN '|E_DIV0|2|division by zero' END AS STRING)

-- 7 / 2
CAST(3 AS BIGINT)

-- a / 0
`a` / CAST(NULL AS BIGINT)
CAST(CASE WHEN `a` IS NOT NULL THEN '|E_DIV0|2|division by zero' END AS STRING)

-- 1 + a / b > 3 AND b <> 0
1 + `a` / NULLIF(`b`, 0) > 3 AND `b` <> 0
CAST(CASE WHEN `a` IS NOT NULL AND `b` = 0 THEN '|E_DIV0|6|division by zero' WHEN `a` = (-9223372036854775807 - 1) AND `b` = -1 THEN '|E_OVERFLOW|6|the result does not fit its type' WHEN (`a` / NULLIF(`b`, 0)) > 9223372036854775806 THEN '|E_OVERFLOW|2|the result does not fit its type' END AS STRING)

-- (a / b) IS NULL
`a` / NULLIF(`b`, 0) IS NULL
CAST(CASE WHEN `a` IS NOT NULL AND `b` = 0 THEN '|E_DIV0|3|division by zero' WHEN `a` = (-9223372036854775807 - 1) AND `b` = -1 THEN '|E_OVERFLOW|3|the result does not fit its type' END AS STRING)

-- b <> 0 AND a / b > 3
`b` <> 0 AND `a` / NULLIF(`b`, 0) > 3
CAST(CASE WHEN (`b` <> 0) IS FALSE THEN NULL WHEN `a` IS NOT NULL AND `b` = 0 THEN '|E_DIV0|13|division by zero' WHEN `a` = (-9223372036854775807 - 1) AND `b` = -1 THEN '|E_OVERFLOW|13|the result does not fit its type' END AS STRING)

-- b = 0 OR a / b > 3
`b` = 0 OR `a` / NULLIF(`b`, 0) > 3
CAST(CASE WHEN `b` = 0 THEN NULL WHEN `a` IS NOT NULL AND `b` = 0 THEN '|E_DIV0|11|division by zero' WHEN `a` = (-9223372036854775807 - 1) AND `b` = -1 THEN '|E_OVERFLOW|11|the result does not fit its type' END AS STRING)

-- COALESCE(a, a / b)
COALESCE(`a`, `a` / NULLIF(`b`, 0))
CAST(CASE WHEN `a` IS NOT NULL THEN NULL WHEN `a` IS NOT NULL AND `b` = 0 THEN '|E_DIV0|14|division by zero' WHEN `a` = (-9223372036854775807 - 1) AND `b` = -1 THEN '|E_OVERFLOW|14|the result does not fit its type' END AS STRING)

-- COALESCE(i, a / b)
COALESCE(`i`, `a` / NULLIF(`b`, 0))
CAST(CASE WHEN `i` IS NOT NULL THEN NULL WHEN `a` IS NOT NULL AND `b` = 0 THEN '|E_DIV0|14|division by zero' WHEN `a` = (-9223372036854775807 - 1) AND `b` = -1 THEN '|E_OVERFLOW|14|the result does not fit its type' END AS STRING)

-- CASE WHEN b = 0 THEN -1 ELSE a / b END
CASE WHEN `b` = 0 THEN -1 ELSE `a` / NULLIF(`b`, 0) END
CAST(CASE WHEN `b` = 0 THEN NULL WHEN `a` IS NOT NULL AND `b` = 0 THEN '|E_DIV0|31|division by zero' WHEN `a` = (-9223372036854775807 - 1) AND `b` = -1 THEN '|E_OVERFLOW|31|the result does not fit its type' END AS STRING)

-- IF(b = 0, -1, a / b)
CASE WHEN `b` = 0 THEN -1 ELSE `a` / NULLIF(`b`, 0) END
CAST(CASE WHEN `b` = 0 THEN NULL WHEN `a` IS NOT NULL AND `b` = 0 THEN '|E_DIV0|16|division by zero' WHEN `a` = (-9223372036854775807 - 1) AND `b` = -1 THEN '|E_OVERFLOW|16|the result does not fit its type' END AS STRING)

-- TRY(a / b)
CASE WHEN `a` IS NOT NULL AND `b` = 0 THEN CAST(NULL AS BIGINT) WHEN `a` = (-9223372036854775807 - 1) AND `b` = -1 THEN CAST(NULL AS BIGINT) ELSE `a` / NULLIF(`b`, 0) END

-- a + 1
`a` + 1
CAST(CASE WHEN `a` > 9223372036854775806 THEN '|E_OVERFLOW|2|the result does not fit its type' END AS STRING)

-- a - 1
`a` - 1
CAST(CASE WHEN `a` < -9223372036854775807 THEN '|E_OVERFLOW|2|the result does not fit its type' END AS STRING)

-- a + b
`a` + `b`
CAST(CASE WHEN (`b` > 0 AND `a` > 9223372036854775807 - `b`) OR (`b` < 0 AND `a` < (-9223372036854775807 - 1) - `b`) THEN '|E_OVERFLOW|2|the result does not fit its type' END AS STRING)

-- a - b
`a` - `b`
CAST(CASE WHEN (`b` < 0 AND `a` > 9223372036854775807 + `b`) OR (`b` > 0 AND `a` < (-9223372036854775807 - 1) + `b`) THEN '|E_OVERFLOW|2|the result does not fit its type' END AS STRING)

-- a * b
`a` * `b`
CAST(CASE WHEN `a` * `b` / NULLIF(`b`, 0) <> `a` OR (`a` = (-9223372036854775807 - 1) AND `b` = -1) THEN '|E_OVERFLOW|2|the result does not fit its type' END AS STRING)

-- a * -2
`a` * -2
CAST(CASE WHEN `a` NOT BETWEEN -4611686018427387903 AND 4611686018427387904 THEN '|E_OVERFLOW|2|the result does not fit its type' END AS STRING)

-- -a
(-`a`)
CAST(CASE WHEN `a` = (-9223372036854775807 - 1) THEN '|E_OVERFLOW|0|the result does not fit its type' END AS STRING)

-- ABS(a)
ABS(`a`)
CAST(CASE WHEN `a` = (-9223372036854775807 - 1) THEN '|E_OVERFLOW|0|the result does not fit its type' END AS STRING)

-- i + 1
`i` + 1

-- i * i
`i` * `i`

-- tiny * 100
`tiny` * 100

-- (a + 1) IS NULL
`a` + 1 IS NULL
CAST(CASE WHEN `a` > 9223372036854775806 THEN '|E_OVERFLOW|3|the result does not fit its type' END AS STRING)

-- 1.1 + 2.2
CAST(3.3 AS DECIMAL(3, 1))

-- d / e
`d` / NULLIF(`e`, 0)
CAST(CASE WHEN `d` IS NOT NULL AND `e` = 0 THEN '|E_DIV0|2|division by zero' END AS STRING)

-- d * e
`d` * `e`

-- d / 3
`d` / CAST(3 AS DECIMAL(1, 0))

-- d / 0
`d` / CAST(NULL AS DECIMAL(1, 0))
CAST(CASE WHEN `d` IS NOT NULL THEN '|E_DIV0|2|division by zero' END AS STRING)

-- d / (d - d)
`d` / NULLIF((`d` - `d`), 0)
CAST(CASE WHEN `d` IS NOT NULL AND `d` - `d` = 0 THEN '|E_DIV0|2|division by zero' END AS STRING)

-- big + 1
`big` + CAST(1 AS DECIMAL(1, 0))
CAST(CASE WHEN `big` IS NOT NULL AND TRY_CAST(`big` + CAST(1 AS DECIMAL(1, 0)) AS STRING) IS NULL THEN '|E_OVERFLOW|4|the result does not fit its type' END AS STRING)

-- big * 10
`big` * CAST(10 AS DECIMAL(2, 0))
CAST(CASE WHEN `big` IS NOT NULL AND TRY_CAST(`big` * CAST(10 AS DECIMAL(2, 0)) AS STRING) IS NULL THEN '|E_OVERFLOW|4|the result does not fit its type' END AS STRING)

-- (big + 1) IS NULL
`big` + CAST(1 AS DECIMAL(1, 0)) IS NULL
CAST(CASE WHEN `big` IS NOT NULL AND TRY_CAST(`big` + CAST(1 AS DECIMAL(1, 0)) AS STRING) IS NULL THEN '|E_OVERFLOW|5|the result does not fit its type' END AS STRING)

-- d * 9223372036854775807.5
`d` * CAST('9223372036854775807.5' AS DECIMAL(20, 1))

-- CASE WHEN t THEN 100.00 ELSE CAST(d AS DECIMAL(38, 18)) END
CASE WHEN `t` THEN CAST('100.000000000000000000' AS DECIMAL(38, 18)) ELSE CAST(`d` AS DECIMAL(38, 18)) END

-- d * -1 = 0
`d` * CAST(-1 AS DECIMAL(1, 0)) = 0

-- a + 1.5
CAST(`a` AS DECIMAL(19, 0)) + 1.5

-- ROUND(d, 1)
ROUND(`d`, 1)

-- ROUND(d)
ROUND(`d`, 0)

-- FLOOR(d)
FLOOR(`d`)

-- CEIL(d)
CEIL(`d`)

-- 0.1e0 + 0.2e0
0.30000000000000004E0

-- f / 0e0
`f` / CAST(NULL AS DOUBLE)
CAST(CASE WHEN `f` IS NOT NULL THEN '|E_DIV0|2|division by zero' WHEN NOT (ABS(`f` / CAST(NULL AS DOUBLE)) <= 1.7976931348623157E308) THEN '|E_RANGE|2|the result is outside the range of its type' END AS STRING)

-- f / g
`f` / NULLIF(`g`, 0.0E0)
CAST(CASE WHEN `f` IS NOT NULL AND `g` = 0.0E0 THEN '|E_DIV0|2|division by zero' WHEN NOT (ABS(`f` / NULLIF(`g`, 0.0E0)) <= 1.7976931348623157E308) THEN '|E_RANGE|2|the result is outside the range of its type' END AS STRING)

-- f / (g - g)
`f` / NULLIF((`g` - `g`), 0.0E0)
CAST(CASE WHEN NOT (ABS(`g` - `g`) <= 1.7976931348623157E308) THEN '|E_RANGE|7|the result is outside the range of its type' WHEN `f` IS NOT NULL AND `g` - `g` = 0.0E0 THEN '|E_DIV0|2|division by zero' WHEN NOT (ABS(`f` / NULLIF((`g` - `g`), 0.0E0)) <= 1.7976931348623157E308) THEN '|E_RANGE|2|the result is outside the range of its type' END AS STRING)

-- f * g
`f` * `g`
CAST(CASE WHEN NOT (ABS(`f` * `g`) <= 1.7976931348623157E308) THEN '|E_RANGE|2|the result is outside the range of its type' END AS STRING)

-- f + g
`f` + `g`
CAST(CASE WHEN NOT (ABS(`f` + `g`) <= 1.7976931348623157E308) THEN '|E_RANGE|2|the result is outside the range of its type' END AS STRING)

-- ROUND(f * g, 1)
ROUND(CASE WHEN ABS(`f` * `g`) <= 1.7976931348623157E308 THEN `f` * `g` END, 1)
CAST(CASE WHEN NOT (ABS(`f` * `g`) <= 1.7976931348623157E308) THEN '|E_RANGE|8|the result is outside the range of its type' END AS STRING)

-- (f * 0e0 + g / 2.5e0) * 3.14e0
(`f` * 0.0E0 + `g` / 2.5E0) * 3.14E0
CAST(CASE WHEN NOT (ABS(`g` / 2.5E0) <= 1.7976931348623157E308) THEN '|E_RANGE|13|the result is outside the range of its type' WHEN NOT (ABS(`f` * 0.0E0 + `g` / 2.5E0) <= 1.7976931348623157E308) THEN '|E_RANGE|9|the result is outside the range of its type' WHEN NOT (ABS((`f` * 0.0E0 + `g` / 2.5E0) * 3.14E0) <= 1.7976931348623157E308) THEN '|E_RANGE|22|the result is outside the range of its type' END AS STRING)

-- 0.0e0 = -0.0e0
TRUE

-- f = -f
`f` = (-`f`)

-- ROUND(f, 2)
ROUND(CASE WHEN ABS(`f`) <= 1.7976931348623157E308 THEN `f` END, 2)

-- ROUND(f)
ROUND(CASE WHEN ABS(`f`) <= 1.7976931348623157E308 THEN `f` END, 0)

-- a + f
CAST(`a` AS DOUBLE) + `f`
CAST(CASE WHEN NOT (ABS(CAST(`a` AS DOUBLE) + `f`) <= 1.7976931348623157E308) THEN '|E_RANGE|2|the result is outside the range of its type' END AS STRING)

-- a / 2e0
CAST(`a` AS DOUBLE) / 2.0E0

-- FLOOR(f)
FLOOR(`f`)

-- FORMAT_NUMBER(f, 2)
(CASE WHEN ROUND(CASE WHEN ABS(`f`) <= 1.7976931348623157E308 THEN `f` END, 2) < 0 THEN '-' ELSE '' END || CAST(CAST(ABS(ROUND(CASE WHEN ABS(`f`) <= 1.7976931348623157E308 THEN `f` END, 2)) AS BIGINT) + CAST(FLOOR((ABS(ROUND(CASE WHEN ABS(`f`) <= 1.7976931348623157E308 THEN `f` END, 2)) - FLOOR(ABS(ROUND(CASE WHEN ABS(`f`) <= 1.7976931348623157E308 THEN `f` END, 2)))) * 100.0E0 + 0.5E0) AS BIGINT) / 100 AS STRING) || '.' || SUBSTRING(CAST(MOD(CAST(FLOOR((ABS(ROUND(CASE WHEN ABS(`f`) <= 1.7976931348623157E308 THEN `f` END, 2)) - FLOOR(ABS(ROUND(CASE WHEN ABS(`f`) <= 1.7976931348623157E308 THEN `f` END, 2)))) * 100.0E0 + 0.5E0) AS BIGINT), CAST(100 AS BIGINT)) + 100 AS STRING), 2))
CAST(CASE WHEN ABS(`f`) >= 1E18 THEN '|E_RANGE|0|the result is outside the range of its type' END AS STRING)

-- FORMAT_NUMBER(f, 0)
(CASE WHEN ROUND(CASE WHEN ABS(`f`) <= 1.7976931348623157E308 THEN `f` END, 0) < 0 THEN '-' ELSE '' END || CAST(CAST(ABS(ROUND(CASE WHEN ABS(`f`) <= 1.7976931348623157E308 THEN `f` END, 0)) AS BIGINT) AS STRING))
CAST(CASE WHEN ABS(`f`) >= 1E18 THEN '|E_RANGE|0|the result is outside the range of its type' END AS STRING)

-- FORMAT_NUMBER(f, 1)
(CASE WHEN ROUND(CASE WHEN ABS(`f`) <= 1.7976931348623157E308 THEN `f` END, 1) < 0 THEN '-' ELSE '' END || CAST(CAST(ABS(ROUND(CASE WHEN ABS(`f`) <= 1.7976931348623157E308 THEN `f` END, 1)) AS BIGINT) + CAST(FLOOR((ABS(ROUND(CASE WHEN ABS(`f`) <= 1.7976931348623157E308 THEN `f` END, 1)) - FLOOR(ABS(ROUND(CASE WHEN ABS(`f`) <= 1.7976931348623157E308 THEN `f` END, 1)))) * 10.0E0 + 0.5E0) AS BIGINT) / 10 AS STRING) || '.' || SUBSTRING(CAST(MOD(CAST(FLOOR((ABS(ROUND(CASE WHEN ABS(`f`) <= 1.7976931348623157E308 THEN `f` END, 1)) - FLOOR(ABS(ROUND(CASE WHEN ABS(`f`) <= 1.7976931348623157E308 THEN `f` END, 1)))) * 10.0E0 + 0.5E0) AS BIGINT), CAST(10 AS BIGINT)) + 10 AS STRING), 2))
CAST(CASE WHEN ABS(`f`) >= 1E18 THEN '|E_RANGE|0|the result is outside the range of its type' END AS STRING)

-- FORMAT_NUMBER(d, 1)
CAST(ROUND(`d`, 1) AS STRING)

-- FORMAT_NUMBER(d, 3)
(CAST(`d` AS STRING) || '0')

-- FORMAT_NUMBER(a, 2)
(CAST(`a` AS STRING) || '.00')

-- FORMAT_NUMBER(a, 0)
CAST(`a` AS STRING)

-- TRY(1 / 0)
CAST(NULL AS BIGINT)

-- CASE WHEN FALSE THEN 1 / 0 ELSE a END
`a`

-- t AND u
`t` AND `u`

-- t OR u
`t` OR `u`

-- NOT t
NOT `t`

-- t IS NOT TRUE
`t` IS NOT TRUE

-- t IS FALSE
`t` IS FALSE

-- NOT t IS NULL
NOT `t` IS NULL

-- t AND a / b > 1
`t` AND `a` / NULLIF(`b`, 0) > 1
CAST(CASE WHEN `t` IS FALSE THEN NULL WHEN `a` IS NOT NULL AND `b` = 0 THEN '|E_DIV0|8|division by zero' WHEN `a` = (-9223372036854775807 - 1) AND `b` = -1 THEN '|E_OVERFLOW|8|the result does not fit its type' END AS STRING)

-- t OR a / b > 1 OR u
`t` OR `a` / NULLIF(`b`, 0) > 1 OR `u`
CAST(CASE WHEN `t` THEN NULL WHEN `a` IS NOT NULL AND `b` = 0 THEN '|E_DIV0|7|division by zero' WHEN `a` = (-9223372036854775807 - 1) AND `b` = -1 THEN '|E_OVERFLOW|7|the result does not fit its type' END AS STRING)

-- a / b > 1 AND FALSE
`a` / NULLIF(`b`, 0) > 1 AND FALSE
CAST(CASE WHEN `a` IS NOT NULL AND `b` = 0 THEN '|E_DIV0|2|division by zero' WHEN `a` = (-9223372036854775807 - 1) AND `b` = -1 THEN '|E_OVERFLOW|2|the result does not fit its type' END AS STRING)

-- a IN (1, NULL)
`a` IN (1, CAST(NULL AS BIGINT))

-- a NOT IN (1, NULL)
`a` NOT IN (1, CAST(NULL AS BIGINT))

-- a NOT IN (7, NULL)
`a` NOT IN (7, CAST(NULL AS BIGINT))

-- a NOT BETWEEN b AND 3
`a` NOT BETWEEN `b` AND 3

-- a BETWEEN 7 AND 7
`a` BETWEEN 7 AND 7

-- a BETWEEN b AND 9
`a` BETWEEN `b` AND 9

-- a IN (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29)
`a` IN (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29)

-- s IN ('a', 'abc')
`s` IN ('a', 'abc')

-- s IN ('a', 'abc', p)
`s` IN ('a', 'abc', `p`)

-- d IN (1, 2.50)
`d` IN (1, 2.50)

-- a IN (1, b / 0)
`a` IN (1, `b` / CAST(NULL AS BIGINT))
CAST(CASE WHEN `b` IS NOT NULL THEN '|E_DIV0|11|division by zero' END AS STRING)

-- s = 'ab'
`s` = 'ab'

-- s < 'b'
`s` < 'b'

-- s < '😀'
SUBSTRING(`s`, 1) < '😀'

-- s < p
SUBSTRING(`s`, 1) < `p`

-- s BETWEEN p AND '😀'
SUBSTRING(`s`, 1) BETWEEN `p` AND '😀'

-- GREATEST(s, p)
GREATEST(SUBSTRING(`s`, 1), SUBSTRING(`p`, 1))

-- d = 2.5
`d` = 2.5

-- d > a
`d` > `a`

-- f > a
`f` > CAST(`a` AS DOUBLE)

-- big = 5
`big` = 5

-- a = NULL
CAST(NULL AS BOOLEAN)

-- CAST(big AS DECIMAL(30, 3)) = 0.125
TRY_CAST(`big` AS DECIMAL(30, 3)) = 0.125
CAST(CASE WHEN `big` IS NOT NULL AND TRY_CAST(`big` AS DECIMAL(30, 3)) IS NULL THEN '|E_CAST|0|the value cannot be converted to the wanted type' END AS STRING)

-- big IN (1, 2, 1000)
`big` IN (1, 2, 1000)

-- s LIKE 'a%b'
`s` LIKE 'a%b'

-- s LIKE 'a_b'
REGEXP(`s`, '(?s)\Aa.b\z')

-- s LIKE 'a\%'
REGEXP(`s`, '(?s)\Aa\\.*\z')

-- s LIKE '50!%' ESCAPE '!'
`s` = '50%'

-- s LIKE '%a%b%a%'
`s` LIKE '%a%b%a%'

-- s LIKE '%ab%ba%'
`s` LIKE '%ab%ba%'

-- s LIKE '%_'
REGEXP(`s`, '(?s)\A.*.\z')

-- s NOT LIKE 'a%'
`s` NOT LIKE 'a%'

-- s LIKE ''
`s` = ''

-- s LIKE 'a.c'
`s` = 'a.c'

-- CASE WHEN t THEN 'a' ELSE 'abc' END
CAST(CASE WHEN `t` THEN 'a' ELSE 'abc' END AS STRING)

-- CASE WHEN t THEN 'a' ELSE 'abc' END || '.'
CAST(CASE WHEN `t` THEN 'a' ELSE 'abc' END AS STRING) || '.'

-- CASE a WHEN 1 THEN 'one' WHEN b THEN 'b' END
CAST(CASE WHEN `a` = 1 THEN 'one' WHEN `a` = `b` THEN 'b' END AS STRING)

-- CASE a WHEN 1 THEN 'one' END
CAST(CASE WHEN `a` = 1 THEN 'one' END AS STRING)

-- CASE WHEN t THEN 2147483647 ELSE 0 END + 1
CAST(CASE WHEN `t` THEN 2147483647 ELSE 0 END AS BIGINT) + 1

-- COALESCE(s, 'x', 'abc') || '.'
COALESCE(`s`, 'x') || '.'

-- COALESCE(NULL, a, 5)
COALESCE(`a`, 5)

-- NULLIF(a, 1)
NULLIF(`a`, 1)

-- NULLIF(1, a)
NULLIF(CAST(1 AS BIGINT), `a`)

-- IF(t, 1, 2)
CAST(CASE WHEN `t` THEN 1 ELSE 2 END AS BIGINT)

-- GREATEST(a, b)
GREATEST(`a`, `b`)

-- LEAST(a, 5)
LEAST(`a`, CAST(5 AS BIGINT))

-- LEAST(1, NULL)
CAST(NULL AS BIGINT)

-- CAST(s AS BIGINT)
CASE WHEN REGEXP(`s`, '\A([+-]?[0-9]{1,19})\z') THEN TRY_CAST(`s` AS BIGINT) END
CAST(CASE WHEN `s` IS NOT NULL AND CASE WHEN REGEXP(`s`, '\A([+-]?[0-9]{1,19})\z') THEN TRY_CAST(`s` AS BIGINT) END IS NULL THEN '|E_CAST|0|the value cannot be converted to the wanted type' END AS STRING)

-- TRY_CAST(s AS BIGINT)
CASE WHEN REGEXP(`s`, '\A([+-]?[0-9]{1,19})\z') THEN TRY_CAST(`s` AS BIGINT) END

-- TRY_CAST(s AS BIGINT) IS NULL
CASE WHEN REGEXP(`s`, '\A([+-]?[0-9]{1,19})\z') THEN TRY_CAST(`s` AS BIGINT) END IS NULL

-- CAST(s AS INT)
CASE WHEN CASE WHEN REGEXP(`s`, '\A([+-]?[0-9]{1,19})\z') THEN TRY_CAST(`s` AS BIGINT) END BETWEEN -2147483648 AND 2147483647 THEN CASE WHEN REGEXP(`s`, '\A([+-]?[0-9]{1,19})\z') THEN TRY_CAST(`s` AS BIGINT) END END
CAST(CASE WHEN `s` IS NOT NULL AND CASE WHEN CASE WHEN REGEXP(`s`, '\A([+-]?[0-9]{1,19})\z') THEN TRY_CAST(`s` AS BIGINT) END BETWEEN -2147483648 AND 2147483647 THEN CASE WHEN REGEXP(`s`, '\A([+-]?[0-9]{1,19})\z') THEN TRY_CAST(`s` AS BIGINT) END END IS NULL THEN '|E_CAST|0|the value cannot be converted to the wanted type' END AS STRING)

-- CAST(s AS DECIMAL(10, 2))
CASE WHEN REGEXP(`s`, '\A([+-]?[0-9]{1,38}(\.[0-9]{1,38})?)\z') AND NOT REGEXP(`s`, '\A[+-]?0*9{8}\.9{2}[5-9]') THEN TRY_CAST(`s` AS DECIMAL(10, 2)) END
CAST(CASE WHEN `s` IS NOT NULL AND CASE WHEN REGEXP(`s`, '\A([+-]?[0-9]{1,38}(\.[0-9]{1,38})?)\z') AND NOT REGEXP(`s`, '\A[+-]?0*9{8}\.9{2}[5-9]') THEN TRY_CAST(`s` AS DECIMAL(10, 2)) END IS NULL THEN '|E_CAST|0|the value cannot be converted to the wanted type' END AS STRING)

-- CAST(s AS DECIMAL(2, 2))
CASE WHEN REGEXP(`s`, '\A([+-]?[0-9]{1,38}(\.[0-9]{1,38})?)\z') AND NOT REGEXP(`s`, '\A[+-]?0*9{0}\.9{2}[5-9]') THEN TRY_CAST(`s` AS DECIMAL(2, 2)) END
CAST(CASE WHEN `s` IS NOT NULL AND CASE WHEN REGEXP(`s`, '\A([+-]?[0-9]{1,38}(\.[0-9]{1,38})?)\z') AND NOT REGEXP(`s`, '\A[+-]?0*9{0}\.9{2}[5-9]') THEN TRY_CAST(`s` AS DECIMAL(2, 2)) END IS NULL THEN '|E_CAST|0|the value cannot be converted to the wanted type' END AS STRING)

-- TRY_CAST(s AS DECIMAL(2, 2)) IS NULL
CASE WHEN REGEXP(`s`, '\A([+-]?[0-9]{1,38}(\.[0-9]{1,38})?)\z') AND NOT REGEXP(`s`, '\A[+-]?0*9{0}\.9{2}[5-9]') THEN TRY_CAST(`s` AS DECIMAL(2, 2)) END IS NULL

-- CAST(s AS DOUBLE)
CASE WHEN REGEXP(`s`, '\A([+-]?[0-9]{1,400}(\.[0-9]{1,400})?([eE][+-]?[0-9]{1,3})?)\z') AND ABS(TRY_CAST(`s` AS DOUBLE)) <= 1.7976931348623157E308 THEN TRY_CAST(`s` AS DOUBLE) END
CAST(CASE WHEN `s` IS NOT NULL AND CASE WHEN REGEXP(`s`, '\A([+-]?[0-9]{1,400}(\.[0-9]{1,400})?([eE][+-]?[0-9]{1,3})?)\z') AND ABS(TRY_CAST(`s` AS DOUBLE)) <= 1.7976931348623157E308 THEN TRY_CAST(`s` AS DOUBLE) END IS NULL THEN '|E_CAST|0|the value cannot be converted to the wanted type' END AS STRING)

-- CAST(s AS BOOLEAN)
CASE LOWER(`s`) WHEN 'true' THEN TRUE WHEN 'false' THEN FALSE END
CAST(CASE WHEN `s` IS NOT NULL AND CASE LOWER(`s`) WHEN 'true' THEN TRUE WHEN 'false' THEN FALSE END IS NULL THEN '|E_CAST|0|the value cannot be converted to the wanted type' END AS STRING)

-- CAST(a AS INT)
CASE WHEN `a` BETWEEN -2147483648 AND 2147483647 THEN `a` END
CAST(CASE WHEN `a` NOT BETWEEN -2147483648 AND 2147483647 THEN '|E_CAST|0|the value cannot be converted to the wanted type' END AS STRING)

-- TRY_CAST(a AS INT)
CASE WHEN `a` BETWEEN -2147483648 AND 2147483647 THEN `a` END

-- CAST(i AS TINYINT)
CASE WHEN `i` BETWEEN -128 AND 127 THEN `i` END
CAST(CASE WHEN `i` NOT BETWEEN -128 AND 127 THEN '|E_CAST|0|the value cannot be converted to the wanted type' END AS STRING)

-- CAST(f AS BIGINT)
CASE WHEN `f` >= -9.223372036854775808E18 AND `f` < 9.223372036854775808E18 THEN CAST(`f` AS BIGINT) END
CAST(CASE WHEN `f` IS NOT NULL AND CASE WHEN `f` >= -9.223372036854775808E18 AND `f` < 9.223372036854775808E18 THEN CAST(`f` AS BIGINT) END IS NULL THEN '|E_CAST|0|the value cannot be converted to the wanted type' END AS STRING)

-- CAST(f AS INT)
CASE WHEN CASE WHEN `f` >= -9.223372036854775808E18 AND `f` < 9.223372036854775808E18 THEN CAST(`f` AS BIGINT) END BETWEEN -2147483648 AND 2147483647 THEN CASE WHEN `f` >= -9.223372036854775808E18 AND `f` < 9.223372036854775808E18 THEN CAST(`f` AS BIGINT) END END
CAST(CASE WHEN `f` IS NOT NULL AND CASE WHEN CASE WHEN `f` >= -9.223372036854775808E18 AND `f` < 9.223372036854775808E18 THEN CAST(`f` AS BIGINT) END BETWEEN -2147483648 AND 2147483647 THEN CASE WHEN `f` >= -9.223372036854775808E18 AND `f` < 9.223372036854775808E18 THEN CAST(`f` AS BIGINT) END END IS NULL THEN '|E_CAST|0|the value cannot be converted to the wanted type' END AS STRING)

-- CAST(big AS BIGINT)
CASE WHEN `big` > CAST('-9223372036854775809' AS DECIMAL(38, 0)) AND `big` < CAST('9223372036854775808' AS DECIMAL(38, 0)) THEN CAST(`big` AS BIGINT) END
CAST(CASE WHEN `big` IS NOT NULL AND CASE WHEN `big` > CAST('-9223372036854775809' AS DECIMAL(38, 0)) AND `big` < CAST('9223372036854775808' AS DECIMAL(38, 0)) THEN CAST(`big` AS BIGINT) END IS NULL THEN '|E_CAST|0|the value cannot be converted to the wanted type' END AS STRING)

-- CAST(d AS BIGINT)
CAST(`d` AS BIGINT)

-- CAST(big AS DECIMAL(10, 2))
TRY_CAST(`big` AS DECIMAL(10, 2))
CAST(CASE WHEN `big` IS NOT NULL AND TRY_CAST(`big` AS DECIMAL(10, 2)) IS NULL THEN '|E_CAST|0|the value cannot be converted to the wanted type' END AS STRING)

-- CAST(big AS DECIMAL(10, 2)) IS NULL AND big IS NOT NULL
TRY_CAST(`big` AS DECIMAL(10, 2)) IS NULL AND `big` IS NOT NULL
CAST(CASE WHEN `big` IS NOT NULL AND TRY_CAST(`big` AS DECIMAL(10, 2)) IS NULL THEN '|E_CAST|0|the value cannot be converted to the wanted type' END AS STRING)

-- CAST(a AS DECIMAL(5, 2))
TRY_CAST(`a` AS DECIMAL(5, 2))
CAST(CASE WHEN `a` IS NOT NULL AND TRY_CAST(`a` AS DECIMAL(5, 2)) IS NULL THEN '|E_CAST|0|the value cannot be converted to the wanted type' END AS STRING)

-- CAST(f AS DECIMAL(10, 2))
CASE WHEN ABS(`f`) < 9.007199254740992E15 THEN TRY_CAST(`f` AS DECIMAL(10, 2)) WHEN ABS(`f`) < 9.223372036854775808E18 THEN TRY_CAST(CAST(`f` AS BIGINT) AS DECIMAL(10, 2)) END
CAST(CASE WHEN `f` IS NOT NULL AND CASE WHEN ABS(`f`) < 9.007199254740992E15 THEN TRY_CAST(`f` AS DECIMAL(10, 2)) WHEN ABS(`f`) < 9.223372036854775808E18 THEN TRY_CAST(CAST(`f` AS BIGINT) AS DECIMAL(10, 2)) END IS NULL THEN '|E_CAST|0|the value cannot be converted to the wanted type' END AS STRING)

-- TRY_CAST(f AS DECIMAL(10, 2)) IS NULL
CASE WHEN ABS(`f`) < 9.007199254740992E15 THEN TRY_CAST(`f` AS DECIMAL(10, 2)) WHEN ABS(`f`) < 9.223372036854775808E18 THEN TRY_CAST(CAST(`f` AS BIGINT) AS DECIMAL(10, 2)) END IS NULL

-- CAST(e AS DECIMAL(4, 2))
TRY_CAST(`e` AS DECIMAL(4, 2))
CAST(CASE WHEN `e` IS NOT NULL AND TRY_CAST(`e` AS DECIMAL(4, 2)) IS NULL THEN '|E_CAST|0|the value cannot be converted to the wanted type' END AS STRING)

-- TRY_CAST(e AS DECIMAL(4, 2)) IS NULL
TRY_CAST(`e` AS DECIMAL(4, 2)) IS NULL

-- CAST(f AS DECIMAL(38, 2))
CASE WHEN ABS(`f`) < 9.007199254740992E15 THEN TRY_CAST(`f` AS DECIMAL(38, 2)) WHEN ABS(`f`) < 9.223372036854775808E18 THEN TRY_CAST(CAST(`f` AS BIGINT) AS DECIMAL(38, 2)) END
CAST(CASE WHEN `f` IS NOT NULL AND CASE WHEN ABS(`f`) < 9.007199254740992E15 THEN TRY_CAST(`f` AS DECIMAL(38, 2)) WHEN ABS(`f`) < 9.223372036854775808E18 THEN TRY_CAST(CAST(`f` AS BIGINT) AS DECIMAL(38, 2)) END IS NULL THEN '|E_CAST|0|the value cannot be converted to the wanted type' END AS STRING)

-- TRY_CAST(f AS DECIMAL(38, 2))
CASE WHEN ABS(`f`) < 9.007199254740992E15 THEN TRY_CAST(`f` AS DECIMAL(38, 2)) WHEN ABS(`f`) < 9.223372036854775808E18 THEN TRY_CAST(CAST(`f` AS BIGINT) AS DECIMAL(38, 2)) END

-- CAST(a AS DOUBLE)
CAST(`a` AS DOUBLE)

-- CAST(d AS STRING)
CAST(`d` AS STRING)

-- CAST(a AS STRING)
CAST(`a` AS STRING)

-- CAST(t AS STRING)
CAST(`t` AS STRING)

-- CAST(s AS DATE)
TRY_CAST(CASE WHEN REGEXP(`s`, '\A([0-9]{4}-[0-9]{2}-[0-9]{2})\z') AND `s` >= '0001' THEN `s` END AS DATE)
CAST(CASE WHEN `s` IS NOT NULL AND TRY_CAST(CASE WHEN REGEXP(`s`, '\A([0-9]{4}-[0-9]{2}-[0-9]{2})\z') AND `s` >= '0001' THEN `s` END AS DATE) IS NULL THEN '|E_CAST|0|the value cannot be converted to the wanted type' END AS STRING)

-- CAST(s AS TIMESTAMP)
CASE WHEN REGEXP(`s`, '[+-][0-9]{2}:[0-9]{2}\z') THEN CASE WHEN TIMESTAMPADD(MINUTE, CASE WHEN REGEXP(`s`, '\+[0-9]{2}:[0-9]{2}\z') THEN -1 ELSE 1 END * (TRY_CAST(REGEXP_EXTRACT(`s`, '[+-]([0-9]{2}):[0-9]{2}\z', 1) AS INT) * 60 + TRY_CAST(REGEXP_EXTRACT(`s`, '[+-][0-9]{2}:([0-9]{2})\z', 1) AS INT)), TRY_CAST(CASE WHEN REGEXP(`s`, '\A([0-9]{4}-[0-9]{2}-[0-9]{2}[ T]([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](\.[0-9]{1,3})?(Z|[+-](0[0-9]|1[0-4]):[0-5][0-9])?)\z') AND `s` >= '1970' AND TRY_CAST(SUBSTRING(`s`, 1, 10) AS DATE) IS NOT NULL THEN REPLACE(REGEXP_REPLACE(`s`, '(Z|[+-](0[0-9]|1[0-4]):[0-5][0-9])\z', ''), 'T', ' ') END AS TIMESTAMP(3))) BETWEEN TIMESTAMP '1970-01-01 00:00:00' AND TIMESTAMP '9999-12-31 23:59:59.999' THEN TIMESTAMPADD(MINUTE, CASE WHEN REGEXP(`s`, '\+[0-9]{2}:[0-9]{2}\z') THEN -1 ELSE 1 END * (TRY_CAST(REGEXP_EXTRACT(`s`, '[+-]([0-9]{2}):[0-9]{2}\z', 1) AS INT) * 60 + TRY_CAST(REGEXP_EXTRACT(`s`, '[+-][0-9]{2}:([0-9]{2})\z', 1) AS INT)), TRY_CAST(CASE WHEN REGEXP(`s`, '\A([0-9]{4}-[0-9]{2}-[0-9]{2}[ T]([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](\.[0-9]{1,3})?(Z|[+-](0[0-9]|1[0-4]):[0-5][0-9])?)\z') AND `s` >= '1970' AND TRY_CAST(SUBSTRING(`s`, 1, 10) AS DATE) IS NOT NULL THEN REPLACE(REGEXP_REPLACE(`s`, '(Z|[+-](0[0-9]|1[0-4]):[0-5][0-9])\z', ''), 'T', ' ') END AS TIMESTAMP(3))) END ELSE TRY_CAST(CASE WHEN REGEXP(`s`, '\A([0-9]{4}-[0-9]{2}-[0-9]{2}[ T]([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](\.[0-9]{1,3})?(Z|[+-](0[0-9]|1[0-4]):[0-5][0-9])?)\z') AND `s` >= '1970' AND TRY_CAST(SUBSTRING(`s`, 1, 10) AS DATE) IS NOT NULL THEN REPLACE(REGEXP_REPLACE(`s`, '(Z|[+-](0[0-9]|1[0-4]):[0-5][0-9])\z', ''), 'T', ' ') END AS TIMESTAMP(3)) END
CAST(CASE WHEN `s` IS NOT NULL AND CASE WHEN REGEXP(`s`, '[+-][0-9]{2}:[0-9]{2}\z') THEN CASE WHEN TIMESTAMPADD(MINUTE, CASE WHEN REGEXP(`s`, '\+[0-9]{2}:[0-9]{2}\z') THEN -1 ELSE 1 END * (TRY_CAST(REGEXP_EXTRACT(`s`, '[+-]([0-9]{2}):[0-9]{2}\z', 1) AS INT) * 60 + TRY_CAST(REGEXP_EXTRACT(`s`, '[+-][0-9]{2}:([0-9]{2})\z', 1) AS INT)), TRY_CAST(CASE WHEN REGEXP(`s`, '\A([0-9]{4}-[0-9]{2}-[0-9]{2}[ T]([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](\.[0-9]{1,3})?(Z|[+-](0[0-9]|1[0-4]):[0-5][0-9])?)\z') AND `s` >= '1970' AND TRY_CAST(SUBSTRING(`s`, 1, 10) AS DATE) IS NOT NULL THEN REPLACE(REGEXP_REPLACE(`s`, '(Z|[+-](0[0-9]|1[0-4]):[0-5][0-9])\z', ''), 'T', ' ') END AS TIMESTAMP(3))) BETWEEN TIMESTAMP '1970-01-01 00:00:00' AND TIMESTAMP '9999-12-31 23:59:59.999' THEN TIMESTAMPADD(MINUTE, CASE WHEN REGEXP(`s`, '\+[0-9]{2}:[0-9]{2}\z') THEN -1 ELSE 1 END * (TRY_CAST(REGEXP_EXTRACT(`s`, '[+-]([0-9]{2}):[0-9]{2}\z', 1) AS INT) * 60 + TRY_CAST(REGEXP_EXTRACT(`s`, '[+-][0-9]{2}:([0-9]{2})\z', 1) AS INT)), TRY_CAST(CASE WHEN REGEXP(`s`, '\A([0-9]{4}-[0-9]{2}-[0-9]{2}[ T]([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](\.[0-9]{1,3})?(Z|[+-](0[0-9]|1[0-4]):[0-5][0-9])?)\z') AND `s` >= '1970' AND TRY_CAST(SUBSTRING(`s`, 1, 10) AS DATE) IS NOT NULL THEN REPLACE(REGEXP_REPLACE(`s`, '(Z|[+-](0[0-9]|1[0-4]):[0-5][0-9])\z', ''), 'T', ' ') END AS TIMESTAMP(3))) END ELSE TRY_CAST(CASE WHEN REGEXP(`s`, '\A([0-9]{4}-[0-9]{2}-[0-9]{2}[ T]([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](\.[0-9]{1,3})?(Z|[+-](0[0-9]|1[0-4]):[0-5][0-9])?)\z') AND `s` >= '1970' AND TRY_CAST(SUBSTRING(`s`, 1, 10) AS DATE) IS NOT NULL THEN REPLACE(REGEXP_REPLACE(`s`, '(Z|[+-](0[0-9]|1[0-4]):[0-5][0-9])\z', ''), 'T', ' ') END AS TIMESTAMP(3)) END IS NULL THEN '|E_CAST|0|the value cannot be converted to the wanted type' END AS STRING)

-- CAST(at AS STRING)
CAST(`at` AS STRING)

-- CAST(at AS DATE)
CAST(`at` AS DATE)

-- CAST(day AS TIMESTAMP)
TRY_CAST(CASE WHEN `day` >= DATE '1970-01-01' THEN CAST(`day` AS STRING) END AS TIMESTAMP(3))
CAST(CASE WHEN `day` IS NOT NULL AND TRY_CAST(CASE WHEN `day` >= DATE '1970-01-01' THEN CAST(`day` AS STRING) END AS TIMESTAMP(3)) IS NULL THEN '|E_CAST|0|the value cannot be converted to the wanted type' END AS STRING)

-- at = TIMESTAMP '2024-02-29T12:00:00+02:00'
`at` = TIMESTAMP '2024-02-29 10:00:00.000'

-- s || p
`s` || `p`
CAST(CASE WHEN CHAR_LENGTH(`s`) + CHAR_LENGTH(`p`) > 1000000 THEN '|E_LENGTH|2|the text or list is too long' END AS STRING)

-- s || '.' || p
`s` || '.' || `p`
CAST(CASE WHEN CHAR_LENGTH(`s`) + CHAR_LENGTH('.') + CHAR_LENGTH(`p`) > 1000000 THEN '|E_LENGTH|2|the text or list is too long' END AS STRING)

-- LENGTH(REPEAT(s, 500000) || REPEAT(s, 500000))
CAST(CHAR_LENGTH(FILBERT_REPEAT(`s`, CAST(500000 AS BIGINT)) || FILBERT_REPEAT(`s`, CAST(500000 AS BIGINT))) AS BIGINT)
CAST(CASE WHEN `s` IS NOT NULL AND FILBERT_REPEAT(`s`, CAST(500000 AS BIGINT)) IS NULL THEN '|E_LENGTH|7|the text or list is too long' WHEN `s` IS NOT NULL AND FILBERT_REPEAT(`s`, CAST(500000 AS BIGINT)) IS NULL THEN '|E_LENGTH|28|the text or list is too long' WHEN CHAR_LENGTH(FILBERT_REPEAT(`s`, CAST(500000 AS BIGINT))) + CHAR_LENGTH(FILBERT_REPEAT(`s`, CAST(500000 AS BIGINT))) > 1000000 THEN '|E_LENGTH|25|the text or list is too long' END AS STRING)

-- REPEAT(s, 500000) || REPEAT(s, 500001)
FILBERT_REPEAT(`s`, CAST(500000 AS BIGINT)) || FILBERT_REPEAT(`s`, CAST(500001 AS BIGINT))
CAST(CASE WHEN `s` IS NOT NULL AND FILBERT_REPEAT(`s`, CAST(500000 AS BIGINT)) IS NULL THEN '|E_LENGTH|0|the text or list is too long' WHEN `s` IS NOT NULL AND FILBERT_REPEAT(`s`, CAST(500001 AS BIGINT)) IS NULL THEN '|E_LENGTH|21|the text or list is too long' WHEN CHAR_LENGTH(FILBERT_REPEAT(`s`, CAST(500000 AS BIGINT))) + CHAR_LENGTH(FILBERT_REPEAT(`s`, CAST(500001 AS BIGINT))) > 1000000 THEN '|E_LENGTH|18|the text or list is too long' END AS STRING)

-- UPPER('ß')
CAST('SS' AS STRING)

-- UPPER(s)
UPPER(`s`)

-- LOWER(s)
LOWER(`s`)

-- LENGTH(s)
CAST(CHAR_LENGTH(`s`) AS BIGINT)

-- TRIM(s)
TRIM(`s`)

-- SUBSTRING(s, 2, 1)
SUBSTRING(`s`, 2, 1)

-- SUBSTRING(s, 0)
SUBSTRING(`s`, 0)

-- SUBSTRING(s, 0, 2)
SUBSTRING(`s`, 0, 2)

-- SUBSTRING(s, -2)
SUBSTRING(`s`, -2)

-- SUBSTRING(s, -5)
SUBSTRING(`s`, -5)

-- SUBSTRING(s, 1, -1)
SUBSTRING(`s`, 1, -1)

-- SUBSTRING(s, 1, a) IS NULL
SUBSTRING(`s`, 1, CAST(CASE WHEN `a` > 2147483647 THEN 2147483647 WHEN `a` < -2147483647 THEN -2147483647 ELSE `a` END AS INT)) IS NULL

-- SUBSTRING(s, 9)
SUBSTRING(`s`, 9)

-- SUBSTRING(s, a)
SUBSTRING(`s`, CAST(CASE WHEN `a` > 2147483647 THEN 2147483647 WHEN `a` < -2147483647 THEN -2147483647 ELSE `a` END AS INT))

-- POSITION('', s)
CAST(LOCATE('', `s`) AS BIGINT)

-- POSITION('c', s)
CAST(LOCATE('c', `s`) AS BIGINT)

-- POSITION('x', s)
CAST(LOCATE('x', `s`) AS BIGINT)

-- POSITION(UPPER(p), s)
CAST(LOCATE(UPPER(`p`), `s`) AS BIGINT)

-- CONTAINS(s, '')
(LOCATE('', `s`) > 0)

-- CONTAINS(s, 'b')
(LOCATE('b', `s`) > 0)

-- STARTS_WITH(s, p)
STARTSWITH(`s`, `p`)

-- ENDS_WITH(s, 'bc')
ENDSWITH(`s`, 'bc')

-- REPLACE(s, 'b', 'xx')
CASE WHEN CHAR_LENGTH(`s`) + CAST((CHAR_LENGTH(`s`) - CHAR_LENGTH(REPLACE(`s`, 'b', ''))) / NULLIF(CHAR_LENGTH('b'), 0) AS BIGINT) * (CHAR_LENGTH('xx') - CHAR_LENGTH('b')) > 1000000 THEN '' ELSE REPLACE(`s`, 'b', 'xx') END
CAST(CASE WHEN `s` IS NOT NULL AND CHAR_LENGTH(`s`) + CAST((CHAR_LENGTH(`s`) - CHAR_LENGTH(REPLACE(`s`, 'b', ''))) / NULLIF(CHAR_LENGTH('b'), 0) AS BIGINT) * (CHAR_LENGTH('xx') - CHAR_LENGTH('b')) > 1000000 THEN '|E_LENGTH|0|the text or list is too long' END AS STRING)

-- REPLACE(s, '', 'x')
`s`

-- REPLACE(s, p, 'x')
CASE WHEN `p` = '' THEN `s` ELSE REPLACE(`s`, `p`, 'x') END

-- REPLACE(s, '', p)
CASE WHEN `p` IS NOT NULL THEN `s` END
CAST(CASE WHEN `s` IS NOT NULL AND `p` IS NOT NULL AND CHAR_LENGTH(`s`) + CAST((CHAR_LENGTH(`s`) - CHAR_LENGTH(REPLACE(`s`, '', ''))) / NULLIF(CHAR_LENGTH(''), 0) AS BIGINT) * (CHAR_LENGTH(`p`) - CHAR_LENGTH('')) > 1000000 THEN '|E_LENGTH|0|the text or list is too long' END AS STRING)

-- REPLACE(s, words[1], p)
CASE WHEN `words`[1] = '' AND `p` IS NOT NULL THEN `s` WHEN CHAR_LENGTH(`s`) + CAST((CHAR_LENGTH(`s`) - CHAR_LENGTH(REPLACE(`s`, `words`[1], ''))) / NULLIF(CHAR_LENGTH(`words`[1]), 0) AS BIGINT) * (CHAR_LENGTH(`p`) - CHAR_LENGTH(`words`[1])) > 1000000 THEN '' ELSE REPLACE(`s`, `words`[1], `p`) END
CAST(CASE WHEN `s` IS NOT NULL AND `words`[1] IS NOT NULL AND `p` IS NOT NULL AND CHAR_LENGTH(`s`) + CAST((CHAR_LENGTH(`s`) - CHAR_LENGTH(REPLACE(`s`, `words`[1], ''))) / NULLIF(CHAR_LENGTH(`words`[1]), 0) AS BIGINT) * (CHAR_LENGTH(`p`) - CHAR_LENGTH(`words`[1])) > 1000000 THEN '|E_LENGTH|0|the text or list is too long' END AS STRING)

-- REGEXP_LIKE(s, 'a.c')
REGEXP(CASE WHEN CHAR_LENGTH(`s`) <= 10000 THEN `s` END, '(?d)a.c')
CAST(CASE WHEN CHAR_LENGTH(`s`) > 10000 THEN '|E_LENGTH|0|the text or list is too long' END AS STRING)

-- REGEXP_LIKE(s, '^b')
REGEXP(CASE WHEN CHAR_LENGTH(`s`) <= 10000 THEN `s` END, '(?d)^b')
CAST(CASE WHEN CHAR_LENGTH(`s`) > 10000 THEN '|E_LENGTH|0|the text or list is too long' END AS STRING)

-- REGEXP_LIKE(s, '\w+')
REGEXP(CASE WHEN CHAR_LENGTH(`s`) <= 6480 THEN `s` END, '(?d)\w+')
CAST(CASE WHEN CHAR_LENGTH(`s`) > 6480 THEN '|E_LENGTH|0|the text or list is too long' END AS STRING)

-- s = 'it''s \ "x" 😀'
`s` = 'it''s \ "x" 😀'

-- numbers[1]
`numbers`[1]

-- numbers[99]
`numbers`[99]

-- numbers[a]
`numbers`[CAST(CASE WHEN `a` BETWEEN 1 AND 2147483647 THEN `a` END AS INT)]

-- numbers[a] IS NULL
`numbers`[CAST(CASE WHEN `a` BETWEEN 1 AND 2147483647 THEN `a` END AS INT)] IS NULL

-- CARDINALITY(numbers)
CAST(CARDINALITY(`numbers`) AS BIGINT)

-- CARDINALITY(prices)
CAST(CARDINALITY(`prices`) AS BIGINT)

-- prices['b']
`prices`['b']

-- prices[s] + 1
`prices`[`s`] + 1
CAST(CASE WHEN `prices`[`s`] > 9223372036854775806 THEN '|E_OVERFLOW|10|the result does not fit its type' END AS STRING)

-- record.n
`record`.`n`

-- record.name
`record`.`name`

-- ARRAY_CONTAINS(numbers, b)
CASE WHEN `b` IS NOT NULL THEN ARRAY_CONTAINS(`numbers`, `b`) END

-- ARRAY_CONTAINS(numbers, 5)
ARRAY_CONTAINS(`numbers`, CAST(5 AS BIGINT))

-- ARRAY_CONTAINS(ARRAY['a', 'abc'], s)
CASE WHEN `s` IS NOT NULL THEN ARRAY_CONTAINS(CAST(ARRAY[CAST('a' AS STRING), CAST('abc' AS STRING)] AS ARRAY<STRING>), `s`) END

-- ARRAY[a, 2][2]
(CAST(ARRAY[`a`, CAST(2 AS BIGINT)] AS ARRAY<BIGINT>))[2]

-- order + 1
`order` + 1

-- at + INTERVAL '1' MONTH
TIMESTAMPADD(MONTH, 1, `at`)
CAST(CASE WHEN TIMESTAMPADD(MONTH, 1, `at`) NOT BETWEEN TIMESTAMP '1970-01-01 00:00:00' AND TIMESTAMP '9999-12-31 23:59:59.999' THEN '|E_RANGE|3|the result is outside the range of its type' END AS STRING)

-- at + INTERVAL '1' YEAR
TIMESTAMPADD(MONTH, 12, `at`)
CAST(CASE WHEN TIMESTAMPADD(MONTH, 12, `at`) NOT BETWEEN TIMESTAMP '1970-01-01 00:00:00' AND TIMESTAMP '9999-12-31 23:59:59.999' THEN '|E_RANGE|3|the result is outside the range of its type' END AS STRING)

-- at - INTERVAL '100' DAY
TIMESTAMPADD(SECOND, CAST(-8640000 AS BIGINT), `at`)
CAST(CASE WHEN TIMESTAMPADD(SECOND, CAST(-8640000 AS BIGINT), `at`) NOT BETWEEN TIMESTAMP '1970-01-01 00:00:00' AND TIMESTAMP '9999-12-31 23:59:59.999' THEN '|E_RANGE|3|the result is outside the range of its type' END AS STRING)

-- at + INTERVAL '100' HOUR
TIMESTAMPADD(SECOND, CAST(360000 AS BIGINT), `at`)
CAST(CASE WHEN TIMESTAMPADD(SECOND, CAST(360000 AS BIGINT), `at`) NOT BETWEEN TIMESTAMP '1970-01-01 00:00:00' AND TIMESTAMP '9999-12-31 23:59:59.999' THEN '|E_RANGE|3|the result is outside the range of its type' END AS STRING)

-- at + INTERVAL '1500' MILLISECOND
TIMESTAMPADD(MILLISECOND, CAST(1500 AS BIGINT), `at`)
CAST(CASE WHEN TIMESTAMPADD(MILLISECOND, CAST(1500 AS BIGINT), `at`) NOT BETWEEN TIMESTAMP '1970-01-01 00:00:00' AND TIMESTAMP '9999-12-31 23:59:59.999' THEN '|E_RANGE|3|the result is outside the range of its type' END AS STRING)

-- at - INTERVAL '1' SECOND
TIMESTAMPADD(SECOND, CAST(-1 AS BIGINT), `at`)
CAST(CASE WHEN TIMESTAMPADD(SECOND, CAST(-1 AS BIGINT), `at`) NOT BETWEEN TIMESTAMP '1970-01-01 00:00:00' AND TIMESTAMP '9999-12-31 23:59:59.999' THEN '|E_RANGE|3|the result is outside the range of its type' END AS STRING)

-- at + INTERVAL '9000' YEAR
TIMESTAMPADD(MONTH, 108000, `at`)
CAST(CASE WHEN TIMESTAMPADD(MONTH, 108000, `at`) NOT BETWEEN TIMESTAMP '1970-01-01 00:00:00' AND TIMESTAMP '9999-12-31 23:59:59.999' THEN '|E_RANGE|3|the result is outside the range of its type' END AS STRING)

-- day + INTERVAL '1' DAY
TIMESTAMPADD(DAY, 1, `day`)
CAST(CASE WHEN TIMESTAMPADD(DAY, 1, `day`) NOT BETWEEN DATE '0001-01-01' AND DATE '9999-12-31' THEN '|E_RANGE|4|the result is outside the range of its type' END AS STRING)

-- TIME_DIFF('MILLISECOND', at, until)
((EXTRACT(EPOCH FROM `until`) * 1000 + EXTRACT(MILLISECOND FROM `until`)) - (EXTRACT(EPOCH FROM `at`) * 1000 + EXTRACT(MILLISECOND FROM `at`)))

-- TIME_DIFF('SECOND', at, until)
(((EXTRACT(EPOCH FROM `until`) * 1000 + EXTRACT(MILLISECOND FROM `until`)) - (EXTRACT(EPOCH FROM `at`) * 1000 + EXTRACT(MILLISECOND FROM `at`))) / 1000)

-- TIME_DIFF('DAY', at, until)
(((EXTRACT(EPOCH FROM `until`) * 1000 + EXTRACT(MILLISECOND FROM `until`)) - (EXTRACT(EPOCH FROM `at`) * 1000 + EXTRACT(MILLISECOND FROM `at`))) / 86400000)

-- TIME_DIFF(HOUR, at, until)
(((EXTRACT(EPOCH FROM `until`) * 1000 + EXTRACT(MILLISECOND FROM `until`)) - (EXTRACT(EPOCH FROM `at`) * 1000 + EXTRACT(MILLISECOND FROM `at`))) / 3600000)

-- YEAR(at)
EXTRACT(YEAR FROM `at`)

-- YEAR(day)
EXTRACT(YEAR FROM `day`)

-- MONTH(day)
EXTRACT(MONTH FROM `day`)

-- HOUR(at)
EXTRACT(HOUR FROM `at`)

-- DAY_OF_WEEK(at)
EXTRACT(ISODOW FROM `at`)

-- DAY_OF_WEEK(day)
EXTRACT(ISODOW FROM `day`)

-- GREATEST(at, until)
GREATEST(`at`, `until`)

-- day < DATE '1970-01-01'
`day` < DATE '1970-01-01'

-- d / a
`d` / NULLIF(CAST(`a` AS DECIMAL(19, 0)), 0)
CAST(CASE WHEN `d` IS NOT NULL AND CAST(`a` AS DECIMAL(19, 0)) = 0 THEN '|E_DIV0|2|division by zero' END AS STRING)

-- CASE WHEN TRUE THEN 1 ELSE 1/0 END
CAST(1 AS BIGINT)

-- a / b > 1 AND b <> 0
`a` / NULLIF(`b`, 0) > 1 AND `b` <> 0
CAST(CASE WHEN `a` IS NOT NULL AND `b` = 0 THEN '|E_DIV0|2|division by zero' WHEN `a` = (-9223372036854775807 - 1) AND `b` = -1 THEN '|E_OVERFLOW|2|the result does not fit its type' END AS STRING)

-- b <> 0 AND a / b > 1
`b` <> 0 AND `a` / NULLIF(`b`, 0) > 1
CAST(CASE WHEN (`b` <> 0) IS FALSE THEN NULL WHEN `a` IS NOT NULL AND `b` = 0 THEN '|E_DIV0|13|division by zero' WHEN `a` = (-9223372036854775807 - 1) AND `b` = -1 THEN '|E_OVERFLOW|13|the result does not fit its type' END AS STRING)

-- (a / b) IS NOT NULL OR t
`a` / NULLIF(`b`, 0) IS NOT NULL OR `t`
CAST(CASE WHEN `a` IS NOT NULL AND `b` = 0 THEN '|E_DIV0|3|division by zero' WHEN `a` = (-9223372036854775807 - 1) AND `b` = -1 THEN '|E_OVERFLOW|3|the result does not fit its type' END AS STRING)

-- a * 2
`a` * 2
CAST(CASE WHEN `a` NOT BETWEEN -4611686018427387904 AND 4611686018427387903 THEN '|E_OVERFLOW|2|the result does not fit its type' END AS STRING)

-- TRY(big + 1) IS NULL
CASE WHEN `big` IS NOT NULL AND TRY_CAST(`big` + CAST(1 AS DECIMAL(1, 0)) AS STRING) IS NULL THEN CAST(NULL AS DECIMAL(38, 0)) ELSE `big` + CAST(1 AS DECIMAL(1, 0)) END IS NULL

-- TRY_CAST(big AS DECIMAL(10, 2)) IS NULL AND big IS NOT NULL
TRY_CAST(`big` AS DECIMAL(10, 2)) IS NULL AND `big` IS NOT NULL

-- 99999999999999999999.0
CAST('99999999999999999999.0' AS DECIMAL(21, 1))

-- COALESCE(CAST(d AS DECIMAL(38, 18)), 100.00)
COALESCE(CAST(`d` AS DECIMAL(38, 18)), CAST('100.000000000000000000' AS DECIMAL(38, 18)))

-- a < 99999999999999999999.0
`a` < CAST('99999999999999999999.0' AS DECIMAL(21, 1))

-- f / g = f / g
`f` / NULLIF(`g`, 0.0E0) = `f` / NULLIF(`g`, 0.0E0)
CAST(CASE WHEN `f` IS NOT NULL AND `g` = 0.0E0 THEN '|E_DIV0|2|division by zero' WHEN NOT (ABS(`f` / NULLIF(`g`, 0.0E0)) <= 1.7976931348623157E308) THEN '|E_RANGE|2|the result is outside the range of its type' WHEN `f` IS NOT NULL AND `g` = 0.0E0 THEN '|E_DIV0|10|division by zero' WHEN NOT (ABS(`f` / NULLIF(`g`, 0.0E0)) <= 1.7976931348623157E308) THEN '|E_RANGE|10|the result is outside the range of its type' END AS STRING)

-- f * g - f * g > 0e0
`f` * `g` - `f` * `g` > 0.0E0
CAST(CASE WHEN NOT (ABS(`f` * `g`) <= 1.7976931348623157E308) THEN '|E_RANGE|2|the result is outside the range of its type' WHEN NOT (ABS(`f` * `g`) <= 1.7976931348623157E308) THEN '|E_RANGE|10|the result is outside the range of its type' WHEN NOT (ABS(`f` * `g` - `f` * `g`) <= 1.7976931348623157E308) THEN '|E_RANGE|6|the result is outside the range of its type' END AS STRING)

-- CAST(s AS DOUBLE) = 1e0
CASE WHEN REGEXP(`s`, '\A([+-]?[0-9]{1,400}(\.[0-9]{1,400})?([eE][+-]?[0-9]{1,3})?)\z') AND ABS(TRY_CAST(`s` AS DOUBLE)) <= 1.7976931348623157E308 THEN TRY_CAST(`s` AS DOUBLE) END = 1.0E0
CAST(CASE WHEN `s` IS NOT NULL AND CASE WHEN REGEXP(`s`, '\A([+-]?[0-9]{1,400}(\.[0-9]{1,400})?([eE][+-]?[0-9]{1,3})?)\z') AND ABS(TRY_CAST(`s` AS DOUBLE)) <= 1.7976931348623157E308 THEN TRY_CAST(`s` AS DOUBLE) END IS NULL THEN '|E_CAST|0|the value cannot be converted to the wanted type' END AS STRING)

-- TRY(ROUND(f * g, 1))
CASE WHEN NOT (ABS(`f` * `g`) <= 1.7976931348623157E308) THEN CAST(NULL AS DOUBLE) ELSE ROUND(CASE WHEN ABS(`f` * `g`) <= 1.7976931348623157E308 THEN `f` * `g` END, 1) END

-- TRY_CAST(f * g AS DECIMAL(10, 2))
CASE WHEN ABS(`f` * `g`) < 9.007199254740992E15 THEN TRY_CAST(`f` * `g` AS DECIMAL(10, 2)) WHEN ABS(`f` * `g`) < 9.223372036854775808E18 THEN TRY_CAST(CAST(`f` * `g` AS BIGINT) AS DECIMAL(10, 2)) END
CAST(CASE WHEN NOT (ABS(`f` * `g`) <= 1.7976931348623157E308) THEN '|E_RANGE|11|the result is outside the range of its type' END AS STRING)

-- TRY(1e0 / 0e0)
CAST(NULL AS DOUBLE)

-- a / NULLIF(0, 0)
CAST(NULL AS BIGINT)

-- f / NULLIF(0e0, 0e0)
CAST(NULL AS DOUBLE)

-- -0.00
CAST(0.00 AS DECIMAL(2, 2))

-- d * -1
`d` * CAST(-1 AS DECIMAL(1, 0))

-- f * -1e0 = 0e0
`f` * -1.0E0 = 0.0E0
CAST(CASE WHEN NOT (ABS(`f` * -1.0E0) <= 1.7976931348623157E308) THEN '|E_RANGE|2|the result is outside the range of its type' END AS STRING)

-- TRY_CAST(s AS DECIMAL(10, 2))
CASE WHEN REGEXP(`s`, '\A([+-]?[0-9]{1,38}(\.[0-9]{1,38})?)\z') AND NOT REGEXP(`s`, '\A[+-]?0*9{8}\.9{2}[5-9]') THEN TRY_CAST(`s` AS DECIMAL(10, 2)) END

-- a NOT IN (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, NULL)
`a` NOT IN (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, CAST(NULL AS BIGINT))

-- t AND NULL
`t` AND CAST(NULL AS BOOLEAN)

-- LEAST(a, b)
LEAST(`a`, `b`)

-- s || NULL
CAST(NULL AS STRING)

-- CASE WHEN t THEN 'ab' ELSE 'abcd' END || '.'
CAST(CASE WHEN `t` THEN 'ab' ELSE 'abcd' END AS STRING) || '.'

-- IF(t, 'ab', 'abcd') = 'ab'
CAST(CASE WHEN `t` THEN 'ab' ELSE 'abcd' END AS STRING) = 'ab'

-- UPPER(IF(t, 'ß', 'x'))
UPPER(CAST(CASE WHEN `t` THEN 'ß' ELSE 'x' END AS STRING))

-- REGEXP_LIKE(s, 'b')
REGEXP(CASE WHEN CHAR_LENGTH(`s`) <= 10000 THEN `s` END, '(?d)b')
CAST(CASE WHEN CHAR_LENGTH(`s`) > 10000 THEN '|E_LENGTH|0|the text or list is too long' END AS STRING)

-- REGEXP_LIKE(s, '^(ab)*c')
REGEXP(CASE WHEN CHAR_LENGTH(`s`) <= 10000 THEN `s` END, '(?d)^(ab)*c')
CAST(CASE WHEN CHAR_LENGTH(`s`) > 10000 THEN '|E_LENGTH|0|the text or list is too long' END AS STRING)

-- REGEXP_LIKE(s, '\w')
REGEXP(CASE WHEN CHAR_LENGTH(`s`) <= 10000 THEN `s` END, '(?d)\w')
CAST(CASE WHEN CHAR_LENGTH(`s`) > 10000 THEN '|E_LENGTH|0|the text or list is too long' END AS STRING)

-- REPEAT(s, 2000000000)
FILBERT_REPEAT(`s`, CAST(2000000000 AS BIGINT))
CAST(CASE WHEN `s` IS NOT NULL AND FILBERT_REPEAT(`s`, CAST(2000000000 AS BIGINT)) IS NULL THEN '|E_LENGTH|0|the text or list is too long' END AS STRING)

-- LPAD(s, 2147483647, 'x')
FILBERT_PAD(`s`, CAST(2147483647 AS BIGINT), 'x', TRUE)
CAST(CASE WHEN `s` IS NOT NULL AND CAST(2147483647 AS BIGINT) > 1000000 THEN '|E_LENGTH|0|the text or list is too long' END AS STRING)

-- REPLACE(REPEAT(s, 1000), 'a', REPEAT(s, 1001))
CASE WHEN CHAR_LENGTH(FILBERT_REPEAT(`s`, CAST(1000 AS BIGINT))) + CAST((CHAR_LENGTH(FILBERT_REPEAT(`s`, CAST(1000 AS BIGINT))) - CHAR_LENGTH(REPLACE(FILBERT_REPEAT(`s`, CAST(1000 AS BIGINT)), 'a', ''))) / NULLIF(CHAR_LENGTH('a'), 0) AS BIGINT) * (CHAR_LENGTH(FILBERT_REPEAT(`s`, CAST(1001 AS BIGINT))) - CHAR_LENGTH('a')) > 1000000 THEN '' ELSE REPLACE(FILBERT_REPEAT(`s`, CAST(1000 AS BIGINT)), 'a', FILBERT_REPEAT(`s`, CAST(1001 AS BIGINT))) END
CAST(CASE WHEN `s` IS NOT NULL AND FILBERT_REPEAT(`s`, CAST(1000 AS BIGINT)) IS NULL THEN '|E_LENGTH|8|the text or list is too long' WHEN `s` IS NOT NULL AND FILBERT_REPEAT(`s`, CAST(1001 AS BIGINT)) IS NULL THEN '|E_LENGTH|30|the text or list is too long' WHEN FILBERT_REPEAT(`s`, CAST(1000 AS BIGINT)) IS NOT NULL AND FILBERT_REPEAT(`s`, CAST(1001 AS BIGINT)) IS NOT NULL AND CHAR_LENGTH(FILBERT_REPEAT(`s`, CAST(1000 AS BIGINT))) + CAST((CHAR_LENGTH(FILBERT_REPEAT(`s`, CAST(1000 AS BIGINT))) - CHAR_LENGTH(REPLACE(FILBERT_REPEAT(`s`, CAST(1000 AS BIGINT)), 'a', ''))) / NULLIF(CHAR_LENGTH('a'), 0) AS BIGINT) * (CHAR_LENGTH(FILBERT_REPEAT(`s`, CAST(1001 AS BIGINT))) - CHAR_LENGTH('a')) > 1000000 THEN '|E_LENGTH|0|the text or list is too long' END AS STRING)

-- ARRAY_CONTAINS(numbers, a)
CASE WHEN `a` IS NOT NULL THEN ARRAY_CONTAINS(`numbers`, `a`) END

-- ROUND(i, 1)
`i`

-- at + INTERVAL '100' DAY
TIMESTAMPADD(SECOND, CAST(8640000 AS BIGINT), `at`)
CAST(CASE WHEN TIMESTAMPADD(SECOND, CAST(8640000 AS BIGINT), `at`) NOT BETWEEN TIMESTAMP '1970-01-01 00:00:00' AND TIMESTAMP '9999-12-31 23:59:59.999' THEN '|E_RANGE|3|the result is outside the range of its type' END AS STRING)

-- at - INTERVAL '100' HOUR
TIMESTAMPADD(SECOND, CAST(-360000 AS BIGINT), `at`)
CAST(CASE WHEN TIMESTAMPADD(SECOND, CAST(-360000 AS BIGINT), `at`) NOT BETWEEN TIMESTAMP '1970-01-01 00:00:00' AND TIMESTAMP '9999-12-31 23:59:59.999' THEN '|E_RANGE|3|the result is outside the range of its type' END AS STRING)

-- day + INTERVAL '1' YEAR
TIMESTAMPADD(MONTH, 12, `day`)
CAST(CASE WHEN TIMESTAMPADD(MONTH, 12, `day`) NOT BETWEEN DATE '0001-01-01' AND DATE '9999-12-31' THEN '|E_RANGE|4|the result is outside the range of its type' END AS STRING)

-- at - INTERVAL '1' MILLISECOND
TIMESTAMPADD(MILLISECOND, CAST(-1 AS BIGINT), `at`)
CAST(CASE WHEN TIMESTAMPADD(MILLISECOND, CAST(-1 AS BIGINT), `at`) NOT BETWEEN TIMESTAMP '1970-01-01 00:00:00' AND TIMESTAMP '9999-12-31 23:59:59.999' THEN '|E_RANGE|3|the result is outside the range of its type' END AS STRING)

-- CAST(s AS TIMESTAMP) > at
CASE WHEN REGEXP(`s`, '[+-][0-9]{2}:[0-9]{2}\z') THEN CASE WHEN TIMESTAMPADD(MINUTE, CASE WHEN REGEXP(`s`, '\+[0-9]{2}:[0-9]{2}\z') THEN -1 ELSE 1 END * (TRY_CAST(REGEXP_EXTRACT(`s`, '[+-]([0-9]{2}):[0-9]{2}\z', 1) AS INT) * 60 + TRY_CAST(REGEXP_EXTRACT(`s`, '[+-][0-9]{2}:([0-9]{2})\z', 1) AS INT)), TRY_CAST(CASE WHEN REGEXP(`s`, '\A([0-9]{4}-[0-9]{2}-[0-9]{2}[ T]([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](\.[0-9]{1,3})?(Z|[+-](0[0-9]|1[0-4]):[0-5][0-9])?)\z') AND `s` >= '1970' AND TRY_CAST(SUBSTRING(`s`, 1, 10) AS DATE) IS NOT NULL THEN REPLACE(REGEXP_REPLACE(`s`, '(Z|[+-](0[0-9]|1[0-4]):[0-5][0-9])\z', ''), 'T', ' ') END AS TIMESTAMP(3))) BETWEEN TIMESTAMP '1970-01-01 00:00:00' AND TIMESTAMP '9999-12-31 23:59:59.999' THEN TIMESTAMPADD(MINUTE, CASE WHEN REGEXP(`s`, '\+[0-9]{2}:[0-9]{2}\z') THEN -1 ELSE 1 END * (TRY_CAST(REGEXP_EXTRACT(`s`, '[+-]([0-9]{2}):[0-9]{2}\z', 1) AS INT) * 60 + TRY_CAST(REGEXP_EXTRACT(`s`, '[+-][0-9]{2}:([0-9]{2})\z', 1) AS INT)), TRY_CAST(CASE WHEN REGEXP(`s`, '\A([0-9]{4}-[0-9]{2}-[0-9]{2}[ T]([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](\.[0-9]{1,3})?(Z|[+-](0[0-9]|1[0-4]):[0-5][0-9])?)\z') AND `s` >= '1970' AND TRY_CAST(SUBSTRING(`s`, 1, 10) AS DATE) IS NOT NULL THEN REPLACE(REGEXP_REPLACE(`s`, '(Z|[+-](0[0-9]|1[0-4]):[0-5][0-9])\z', ''), 'T', ' ') END AS TIMESTAMP(3))) END ELSE TRY_CAST(CASE WHEN REGEXP(`s`, '\A([0-9]{4}-[0-9]{2}-[0-9]{2}[ T]([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](\.[0-9]{1,3})?(Z|[+-](0[0-9]|1[0-4]):[0-5][0-9])?)\z') AND `s` >= '1970' AND TRY_CAST(SUBSTRING(`s`, 1, 10) AS DATE) IS NOT NULL THEN REPLACE(REGEXP_REPLACE(`s`, '(Z|[+-](0[0-9]|1[0-4]):[0-5][0-9])\z', ''), 'T', ' ') END AS TIMESTAMP(3)) END > `at`
CAST(CASE WHEN `s` IS NOT NULL AND CASE WHEN REGEXP(`s`, '[+-][0-9]{2}:[0-9]{2}\z') THEN CASE WHEN TIMESTAMPADD(MINUTE, CASE WHEN REGEXP(`s`, '\+[0-9]{2}:[0-9]{2}\z') THEN -1 ELSE 1 END * (TRY_CAST(REGEXP_EXTRACT(`s`, '[+-]([0-9]{2}):[0-9]{2}\z', 1) AS INT) * 60 + TRY_CAST(REGEXP_EXTRACT(`s`, '[+-][0-9]{2}:([0-9]{2})\z', 1) AS INT)), TRY_CAST(CASE WHEN REGEXP(`s`, '\A([0-9]{4}-[0-9]{2}-[0-9]{2}[ T]([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](\.[0-9]{1,3})?(Z|[+-](0[0-9]|1[0-4]):[0-5][0-9])?)\z') AND `s` >= '1970' AND TRY_CAST(SUBSTRING(`s`, 1, 10) AS DATE) IS NOT NULL THEN REPLACE(REGEXP_REPLACE(`s`, '(Z|[+-](0[0-9]|1[0-4]):[0-5][0-9])\z', ''), 'T', ' ') END AS TIMESTAMP(3))) BETWEEN TIMESTAMP '1970-01-01 00:00:00' AND TIMESTAMP '9999-12-31 23:59:59.999' THEN TIMESTAMPADD(MINUTE, CASE WHEN REGEXP(`s`, '\+[0-9]{2}:[0-9]{2}\z') THEN -1 ELSE 1 END * (TRY_CAST(REGEXP_EXTRACT(`s`, '[+-]([0-9]{2}):[0-9]{2}\z', 1) AS INT) * 60 + TRY_CAST(REGEXP_EXTRACT(`s`, '[+-][0-9]{2}:([0-9]{2})\z', 1) AS INT)), TRY_CAST(CASE WHEN REGEXP(`s`, '\A([0-9]{4}-[0-9]{2}-[0-9]{2}[ T]([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](\.[0-9]{1,3})?(Z|[+-](0[0-9]|1[0-4]):[0-5][0-9])?)\z') AND `s` >= '1970' AND TRY_CAST(SUBSTRING(`s`, 1, 10) AS DATE) IS NOT NULL THEN REPLACE(REGEXP_REPLACE(`s`, '(Z|[+-](0[0-9]|1[0-4]):[0-5][0-9])\z', ''), 'T', ' ') END AS TIMESTAMP(3))) END ELSE TRY_CAST(CASE WHEN REGEXP(`s`, '\A([0-9]{4}-[0-9]{2}-[0-9]{2}[ T]([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](\.[0-9]{1,3})?(Z|[+-](0[0-9]|1[0-4]):[0-5][0-9])?)\z') AND `s` >= '1970' AND TRY_CAST(SUBSTRING(`s`, 1, 10) AS DATE) IS NOT NULL THEN REPLACE(REGEXP_REPLACE(`s`, '(Z|[+-](0[0-9]|1[0-4]):[0-5][0-9])\z', ''), 'T', ' ') END AS TIMESTAMP(3)) END IS NULL THEN '|E_CAST|0|the value cannot be converted to the wanted type' END AS STRING)

-- TRY_CAST(s AS TIMESTAMP) = at
CASE WHEN REGEXP(`s`, '[+-][0-9]{2}:[0-9]{2}\z') THEN CASE WHEN TIMESTAMPADD(MINUTE, CASE WHEN REGEXP(`s`, '\+[0-9]{2}:[0-9]{2}\z') THEN -1 ELSE 1 END * (TRY_CAST(REGEXP_EXTRACT(`s`, '[+-]([0-9]{2}):[0-9]{2}\z', 1) AS INT) * 60 + TRY_CAST(REGEXP_EXTRACT(`s`, '[+-][0-9]{2}:([0-9]{2})\z', 1) AS INT)), TRY_CAST(CASE WHEN REGEXP(`s`, '\A([0-9]{4}-[0-9]{2}-[0-9]{2}[ T]([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](\.[0-9]{1,3})?(Z|[+-](0[0-9]|1[0-4]):[0-5][0-9])?)\z') AND `s` >= '1970' AND TRY_CAST(SUBSTRING(`s`, 1, 10) AS DATE) IS NOT NULL THEN REPLACE(REGEXP_REPLACE(`s`, '(Z|[+-](0[0-9]|1[0-4]):[0-5][0-9])\z', ''), 'T', ' ') END AS TIMESTAMP(3))) BETWEEN TIMESTAMP '1970-01-01 00:00:00' AND TIMESTAMP '9999-12-31 23:59:59.999' THEN TIMESTAMPADD(MINUTE, CASE WHEN REGEXP(`s`, '\+[0-9]{2}:[0-9]{2}\z') THEN -1 ELSE 1 END * (TRY_CAST(REGEXP_EXTRACT(`s`, '[+-]([0-9]{2}):[0-9]{2}\z', 1) AS INT) * 60 + TRY_CAST(REGEXP_EXTRACT(`s`, '[+-][0-9]{2}:([0-9]{2})\z', 1) AS INT)), TRY_CAST(CASE WHEN REGEXP(`s`, '\A([0-9]{4}-[0-9]{2}-[0-9]{2}[ T]([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](\.[0-9]{1,3})?(Z|[+-](0[0-9]|1[0-4]):[0-5][0-9])?)\z') AND `s` >= '1970' AND TRY_CAST(SUBSTRING(`s`, 1, 10) AS DATE) IS NOT NULL THEN REPLACE(REGEXP_REPLACE(`s`, '(Z|[+-](0[0-9]|1[0-4]):[0-5][0-9])\z', ''), 'T', ' ') END AS TIMESTAMP(3))) END ELSE TRY_CAST(CASE WHEN REGEXP(`s`, '\A([0-9]{4}-[0-9]{2}-[0-9]{2}[ T]([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](\.[0-9]{1,3})?(Z|[+-](0[0-9]|1[0-4]):[0-5][0-9])?)\z') AND `s` >= '1970' AND TRY_CAST(SUBSTRING(`s`, 1, 10) AS DATE) IS NOT NULL THEN REPLACE(REGEXP_REPLACE(`s`, '(Z|[+-](0[0-9]|1[0-4]):[0-5][0-9])\z', ''), 'T', ' ') END AS TIMESTAMP(3)) END = `at`

-- at + INTERVAL '1' DAY > until
TIMESTAMPADD(SECOND, CAST(86400 AS BIGINT), `at`) > `until`
CAST(CASE WHEN TIMESTAMPADD(SECOND, CAST(86400 AS BIGINT), `at`) NOT BETWEEN TIMESTAMP '1970-01-01 00:00:00' AND TIMESTAMP '9999-12-31 23:59:59.999' THEN '|E_RANGE|3|the result is outside the range of its type' END AS STRING)

-- GEO_DISTANCE(f, 21.0122, 50.0647, 19.9450)
FILBERT_GEO_DISTANCE(`f`, 21.0122E0, 50.0647E0, 19.945E0)
CAST(CASE WHEN `f` IS NOT NULL AND FILBERT_GEO_DISTANCE(`f`, 21.0122E0, 50.0647E0, 19.945E0) IS NULL THEN '|E_ARGUMENT|0|an argument is outside the range that the function accepts' END AS STRING)
